// Whether a user other than root could change what lies at a path: the rule of sshd's safe_path(), for every folder up to
// the root. Root, in production; in a test also the user that runs it.

import { lstatSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { shellWord } from '../model/shell-word.ts';

export interface PathFault {
  /** The folder, link or file that is not to be trusted. */
  readonly path: string;
  readonly reason: 'owner' | 'mode' | 'links';
  readonly message: string;
  readonly remedy: string;
}

const WRITABLE_BY_OTHERS = 0o022;
/** On the way, as /tmp: others may make files in such a folder, and cannot replace those of root. */
const STICKY = 0o1000;
/** As the kernel's own limit. */
const MOST_LINKS = 40;

/**
 * The first fault from the root of the file system down to `path`; undefined when only root can change what is
 * there. Where a part of the path is missing, or cannot be looked at, the folders above it are checked: only root may
 * make what is missing, and what we cannot reach we cannot read either.
 *
 * @throws what lstat(2) and realpath(3) throw beside that
 */
export function pathFault(path: string, links = 0): PathFault | undefined {
  const names = resolve(path).split('/').filter(Boolean);
  let at = '/';
  for (const [index, name] of ['', ...names].entries()) {
    at = join(at, name);
    const here = at;
    const stats = unlessOutOfReach(() => lstatSync(here));
    if (stats === undefined) return undefined;
    const fault = faultOf(at, stats, index < names.length);
    if (fault !== undefined) return fault;
    if (!stats.isSymbolicLink()) continue;
    if (links === MOST_LINKS)
      return {
        path: here,
        reason: 'links',
        message: 'leads from link to link without end',
        remedy: `rm ${shellWord(here)}`,
      };
    // Checked also where nothing is there yet: it could be made by others.
    const beyond = pathFault(resolve(dirname(here), readlinkSync(here)), links + 1);
    if (beyond !== undefined) return beyond;
    const target = unlessOutOfReach(() => realpathSync(here));
    if (target === undefined) return undefined;
    at = target;
  }
  return undefined;
}

/** In one sentence for a person. */
export function pathFaultText({ path, message, remedy }: PathFault): string {
  return `${path} ${message}: ${remedy}`;
}

function faultOf(path: string, stats: Stats, isOnTheWay: boolean): PathFault | undefined {
  if (stats.uid !== 0 && stats.uid !== process.geteuid?.())
    return {
      path,
      reason: 'owner',
      message: `belongs to uid ${stats.uid}, not to root`,
      // Without -h what the link leads to would be root's, and the link would still be another user's.
      remedy: `chown ${stats.isSymbolicLink() ? '-h ' : ''}root ${shellWord(path)}`,
    };
  // The mode of a link has no effect.
  if (stats.isSymbolicLink() || (stats.mode & WRITABLE_BY_OTHERS) === 0) return undefined;
  if (isOnTheWay && stats.isDirectory() && (stats.mode & STICKY) !== 0) return undefined;
  const mode = `0${(stats.mode & 0o7777).toString(8).padStart(3, '0')}`;
  return {
    path,
    reason: 'mode',
    message: `can be written by others (mode ${mode})`,
    remedy: `chmod go-w ${shellWord(path)}`,
  };
}

function unlessOutOfReach<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return undefined;
    throw error;
  }
}
