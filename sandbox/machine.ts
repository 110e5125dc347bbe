/** What the sandbox must know about the machine it lies over. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';

export interface Mount {
  readonly point: string;
  readonly type: string;
  /** Options of the file system itself, such as `name=systemd` of a cgroup hierarchy. */
  readonly superOptions: readonly string[];
}

/** Parses the text of /proc/self/mountinfo (proc(5)). */
export function parseMountinfo(text: string): Mount[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [mount = '', superBlock = ''] = line.split(' - ');
      const [type = '', , superOptions = ''] = superBlock.split(' ');
      return { point: unescapeOctal(mount.split(' ')[4] ?? ''), type, superOptions: superOptions.split(',') };
    });
}

export function machineMounts(): Mount[] {
  return parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
}

const diskTypes = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'zfs']);
const systemTrees = /^\/(bin|etc|home|lib|lib64|opt|root|sbin|srv|usr|var)(\/|$)/;

/**
 * Mount points besides / that belong to the installed system: /usr, /var, /home and the like. An
 * overlay of / shows them empty, so each needs an overlay of its own. Parents come before children.
 */
export function separateFileSystems(mounts: readonly Mount[]): string[] {
  const points = mounts
    .filter((mount) => diskTypes.has(mount.type) && systemTrees.test(mount.point))
    .map((mount) => mount.point);
  return [...new Set(points)].sort();
}

/** Container engines mount single files, such as /etc/hosts; those the sandbox writes itself. */
export function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The hierarchies in which a process needs a cgroup of its own before systemd can run below it. */
export function cgroupHierarchies(mounts: readonly Mount[]): string[] {
  return mounts
    .filter(({ type, superOptions }) => type === 'cgroup2' || superOptions.includes('name=systemd'))
    .map((mount) => mount.point);
}

/** The same test as sd_booted(3). */
export function runsSystemd(): boolean {
  return existsSync('/run/systemd/system');
}

/** The web, SSH and PHP services of this machine, whichever PHP versions it has. */
export function hostingUnits(): string[] {
  const php = readdirSync('/lib/systemd/system').filter((unit) => /^php[\d.]+-fpm\.service$/.test(unit));
  return ['nginx.service', 'ssh.service', ...php.sort()];
}

function unescapeOctal(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
