/**
 * A name in an open folder as a path that leads nowhere else, wherever the folder may have been moved since. Node
 * has no openat(2); the kernel resolves this path from the open descriptor.
 */
export function fdPath(folder: number, name: string): string {
  if (name === '' || name === '..' || name.includes('/') || name.includes('\0')) {
    throw new TypeError(`not a name: ${JSON.stringify(name)}`);
  }
  return `/proc/self/fd/${folder}/${name}`;
}
