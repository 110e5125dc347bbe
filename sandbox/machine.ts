/** What the sandbox must know about the machine it lies over. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { type MountedFileSystem, parseMounts } from '../src/host/files/mounts.ts';

export function machineMounts(): MountedFileSystem[] {
  return parseMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
}

const diskTypes = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'f2fs', 'zfs']);
const systemTrees = /^\/(bin|etc|home|lib|lib64|opt|root|sbin|srv|usr|var)(\/|$)/;

/**
 * Mount points besides / that belong to the installed system: /usr, /var, /home and the like. An
 * overlay of / shows them empty, so each needs an overlay of its own. Parents come before children.
 */
export function separateFileSystems(mounts: readonly MountedFileSystem[]): string[] {
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
export function cgroupHierarchies(mounts: readonly MountedFileSystem[]): string[] {
  return mounts
    .filter(({ type, options }) => type === 'cgroup2' || options.includes('name=systemd'))
    .map((mount) => mount.point);
}

/** The same test as sd_booted(3). */
export function runsSystemd(): boolean {
  return existsSync('/run/systemd/system');
}

/** The web, SSH and PHP services of a system, whichever PHP versions it has. @param system this machine's by default */
export function hostingUnits(system = '/'): string[] {
  const php = readdirSync(`${system}/usr/lib/systemd/system`).filter((unit) =>
    /^php[\d.]+-fpm\.service$/.test(unit),
  );
  return ['nginx.service', 'ssh.service', ...php.sort()];
}
