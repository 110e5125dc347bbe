/** A name in an open folder, as a path. Node has no openat(2); the kernel resolves this from the open descriptor. */
export function below(at: number, name: string): string {
  if (name === '' || name === '..' || name.includes('/') || name.includes('\0')) {
    throw new TypeError(`not a name: ${JSON.stringify(name)}`);
  }
  return `/proc/self/fd/${at}/${name}`;
}
