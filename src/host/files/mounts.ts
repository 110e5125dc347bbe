/** A line of /proc/self/mountinfo (proc(5)). */
export interface MountedFileSystem {
  readonly point: string;
  readonly type: string;
  /** Of the mount and of the file system itself. */
  readonly options: readonly string[];
}

export function parseMounts(text: string): MountedFileSystem[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [mount = '', superBlock = ''] = line.split(' - ');
      const [, , , , point = '', mountOptions = ''] = mount.split(' ');
      const [type = '', , superOptions = ''] = superBlock.split(' ');
      return {
        point: plain(point),
        type,
        options: [...mountOptions.split(','), ...superOptions.split(',')],
      };
    });
}

/** The file system that holds a path, which need not exist. Of two mounts at one point, the later one counts. */
export function mountOf(path: string, mounts: readonly MountedFileSystem[]): MountedFileSystem {
  const holding = mounts.filter(
    ({ point }) => point === '/' || path === point || path.startsWith(`${point}/`),
  );
  const longest = Math.max(...holding.map(({ point }) => point.length));
  const found = holding.findLast(({ point }) => point.length === longest);
  if (found === undefined) throw new Error('nothing is mounted at /');
  return found;
}

/** Spaces and their like stand as three octal digits. */
function plain(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
