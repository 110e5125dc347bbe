// Reads one set as it stood at one moment, or says why there was no such moment.

import { type BigIntStats, closeSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import type { Problem } from '../../model/problem.ts';
import { LARGEST_FILE, type SetFileName, SIZE_REMEDY } from '../../model/set-files.ts';
import { fdPath } from '../files/fd-path.ts';
import { EXISTING_FILE } from '../files/open-flags.ts';
import { type PathFault, pathFault } from '../path-trust.ts';
import { isSame, isSameSet, metaAfterMs, newestChangeMs, setFingerprint, statFiles } from './fingerprint.ts';
import { openFault } from './open-fault.ts';
import { attempt, isAbsent, openFolder, openFolderIn } from './open-folder.ts';
import { type OwnershipFault, ownershipFaults } from './ownership.ts';

export type ReadSet =
  | {
      readonly state: 'read';
      readonly files: ReadonlyMap<SetFileName, Uint8Array>;
      readonly fingerprint: string;
      /** When anything of the set last changed, in milliseconds since 1970. */
      readonly changedAtMs: number;
      /** How long after the other files meta.json was written; undefined without meta.json. */
      readonly metaAfterMs: number | undefined;
    }
  | { readonly state: 'unstable' }
  | {
      readonly state: 'refused';
      readonly problems: readonly Problem[];
      readonly fingerprint: string;
      readonly changedAtMs: number;
    }
  | { readonly state: 'gone' };

export function readSet(usersPath: string, username: string): ReadSet {
  const users = openFolder(usersPath);
  if (!users.ok) return isAbsent(users.code) ? { state: 'gone' } : unopened('.', usersPath, users.code);
  try {
    const untrusted = pathFault(usersPath);
    if (untrusted !== undefined) return unopened('.', usersPath, 'UNTRUSTED', atPath(untrusted));
    const folder = openFolderIn(users.fd, username);
    if (folder.ok) return readFolder(folder.fd, `${usersPath}/${username}`);
    const isGone = isAbsent(folder.code) || (folder.code === 'ENOTDIR' && isFile(fdPath(users.fd, username)));
    return isGone ? { state: 'gone' } : unopened('.', `${usersPath}/${username}`, folder.code);
  } finally {
    closeSync(users.fd);
  }
}

/** Files beside the accounts' folders belong to no set. */
function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function readFolder(fd: number, path: string): ReadSet {
  try {
    return readStill(fd, path);
  } finally {
    closeSync(fd);
  }
}

/** Stat all, read all, stat all again: any write, rename, arrival or loss in between shows. */
function readStill(fd: number, path: string): ReadSet {
  const folder = fstatSync(fd, { bigint: true });
  const before = statFiles(fdPath(fd, '.'));
  const fingerprint = setFingerprint(folder, before);
  const files = new Map<SetFileName, Uint8Array>();
  const problems: Problem[] = ownershipFaults(path, folder, '700').map((fault) => problemOf('.', fault));
  for (const [name, stat] of before) {
    const faults = fileFaults(`${path}/${name}`, stat);
    const content = faults.length > 0 ? undefined : readWhole(fdPath(fd, name), stat);
    if (content === 'changed') return { state: 'unstable' };
    if (content === 'denied') faults.push(openFault(`${path}/${name}`, 'EACCES', '600'));
    problems.push(...faults.map((fault) => problemOf(name, fault)));
    if (content instanceof Uint8Array) files.set(name, content);
  }
  const isStill =
    isSame(folder, fstatSync(fd, { bigint: true })) && isSameSet(before, statFiles(fdPath(fd, '.')));
  if (!isStill) return { state: 'unstable' };
  const changedAtMs = newestChangeMs(folder, before);
  if (problems.length > 0) return { state: 'refused', problems, fingerprint, changedAtMs };
  return { state: 'read', files, fingerprint, changedAtMs, metaAfterMs: metaAfterMs(before) };
}

function fileFaults(path: string, stat: BigIntStats): OwnershipFault[] {
  if (stat.isSymbolicLink()) {
    return [{ message: 'is a symbolic link', remedy: 'put the file itself there; no link is followed' }];
  }
  if (!stat.isFile()) {
    return [{ message: 'is not a regular file', remedy: `remove it, and put the JSON file at ${path}` }];
  }
  const faults = ownershipFaults(path, stat, '600');
  if (stat.nlink !== 1n) {
    faults.push({
      message: `has ${stat.nlink} names (hard links), so it can be changed from elsewhere`,
      remedy: `cp -p ${path} ${path}.tmp && mv ${path}.tmp ${path}`,
    });
  }
  if (stat.size > LARGEST_FILE) {
    faults.push({
      message: `is ${stat.size} bytes long`,
      remedy: SIZE_REMEDY,
    });
  }
  return faults;
}

function readWhole(path: string, expected: BigIntStats): Uint8Array | 'changed' | 'denied' {
  const file = attempt(() => openSync(path, EXISTING_FILE));
  if (!file.ok) return file.code === 'EACCES' || file.code === 'EPERM' ? 'denied' : 'changed';
  try {
    const stat = fstatSync(file.fd, { bigint: true });
    if (stat.ino !== expected.ino || stat.dev !== expected.dev || !stat.isFile()) return 'changed';
    return readExactly(file.fd, Number(expected.size));
  } finally {
    closeSync(file.fd);
  }
}

function readExactly(fd: number, size: number): Uint8Array | 'changed' {
  // One byte more than expected, so that a file which grew meanwhile is noticed here already.
  const buffer = new Uint8Array(size + 1);
  let length = 0;
  while (length < buffer.length) {
    const count = readSync(fd, buffer, length, buffer.length - length, null);
    if (count === 0) break;
    length += count;
  }
  return length === size ? buffer.subarray(0, size) : 'changed';
}

/** `code` stands for the fingerprint, so that the set is read again once that has gone. */
function unopened(file: string, path: string, code: string, fault = folderFault(path, code)): ReadSet {
  return { state: 'refused', problems: [problemOf(file, fault)], fingerprint: code, changedAtMs: 0 };
}

function folderFault(path: string, code: string): OwnershipFault {
  return code === 'ENOTDIR' || code === 'ELOOP'
    ? { message: 'is not a folder but a link or a file', remedy: `put the folder itself at ${path}` }
    : openFault(path, code, '700');
}

function atPath({ path, message, remedy }: PathFault): OwnershipFault {
  return { message: `lies below ${path}, which ${message}`, remedy };
}

function problemOf(file: string, { message, remedy }: OwnershipFault): Problem {
  return { file, pointer: '', line: null, column: null, message, remedy };
}
