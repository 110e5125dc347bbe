// Which accounts have a folder. Missing, unreadable and empty are different answers: none of them may mean "delete".

import { closeSync, fstatSync, readdirSync } from 'node:fs';
import { shellWord } from '../../model/shell-word.ts';
import { looksLikeUsername } from '../../model/values/username.ts';
import { systemErrorCode } from '../error-code.ts';
import { fdPath } from '../files/fd-path.ts';
import { type PathFault, pathFault, pathFaultText } from '../path-trust.ts';
import { openFolder } from './open-folder.ts';

export type FolderListing =
  | {
      readonly state: 'ok';
      /** Of the users folder itself: another device or inode means that it was swapped or unmounted. */
      readonly device: number;
      readonly inode: number;
      /** Sorted. A link with such a name is listed: reading it is what gets refused. */
      readonly usernames: readonly string[];
      /** Folders that are no account because of their name; not desired state. */
      readonly strangers: readonly string[];
    }
  | { readonly state: 'missing' }
  | { readonly state: 'unreadable'; readonly reason: string };

export function listFolder(path: string): FolderListing {
  const folder = openFolder(path);
  if (!folder.ok) {
    if (folder.code === 'ENOENT') return { state: 'missing' };
    return { state: 'unreadable', reason: reasonOf(path, folder.code) };
  }
  try {
    const stat = fstatSync(folder.fd);
    const fault = pathFault(path);
    if (fault !== undefined) return { state: 'unreadable', reason: pathFaultText(closed(path, fault)) };
    return { state: 'ok', device: stat.dev, inode: stat.ino, ...entriesOf(folder.fd) };
  } catch (error) {
    return { state: 'unreadable', reason: reasonOf(path, systemErrorCode(error)) };
  } finally {
    closeSync(folder.fd);
  }
}

/** The users folder itself is to be closed to others, not only safe from them. */
function closed(path: string, fault: PathFault): PathFault {
  return fault.path === path && fault.reason === 'mode'
    ? { ...fault, remedy: `chmod 700 ${shellWord(path)}` }
    : fault;
}

function entriesOf(fd: number): { usernames: string[]; strangers: string[] } {
  const usernames: string[] = [];
  const strangers: string[] = [];
  for (const entry of readdirSync(fdPath(fd, '.'), { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.isFile()) continue;
    if (looksLikeUsername(entry.name)) usernames.push(entry.name);
    else if (entry.isDirectory()) strangers.push(entry.name);
  }
  return { usernames: usernames.sort(), strangers: strangers.sort() };
}

function reasonOf(path: string, code: string): string {
  if (code === 'ENOTDIR' || code === 'ELOOP') return `${path} is not a folder, or is a symbolic link`;
  return `${path} cannot be read: ${code}`;
}
