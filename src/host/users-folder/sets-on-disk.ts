// Sets anywhere on a disk, as a checkout has them: by plain path, without locks, without a look at owners and
// modes. Links and special files are told of all the same, as the daemon would refuse them.

import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Problem } from '../../model/problem.ts';
import { isSetFileName, SET_FILES, type SetFileName } from '../../model/set-files.ts';
import { looksLikeUsername } from '../../model/values/username.ts';
import { attempt, errorCode } from './open-folder.ts';
import { LARGEST_FILE } from './read-set.ts';

export interface SetOnDisk {
  readonly username: string;
  /** As it was asked for, so that messages match what the person typed. */
  readonly path: string;
}

export type FoundSets =
  | { readonly ok: true; readonly sets: readonly SetOnDisk[]; readonly strangers: readonly SetOnDisk[] }
  | { readonly ok: false; readonly why: string };

/** One account's folder when it holds one of the six files itself; else a folder of such folders. */
export function findSets(path: string): FoundSets {
  try {
    const names = readdirSync(path);
    if (names.some(isSetFileName))
      return { ok: true, sets: [{ username: basename(resolve(path)), path }], strangers: [] };
    const folders = names
      .filter((name) => !name.startsWith('.'))
      .sort()
      .map((name) => ({
        username: name,
        path: path === '/' ? `/${name}` : `${path.replace(/\/+$/, '')}/${name}`,
      }))
      .filter((each) => statSync(each.path, { throwIfNoEntry: false })?.isDirectory() === true);
    return {
      ok: true,
      sets: folders.filter(({ username }) => looksLikeUsername(username)),
      // A folder with a set in it but a name that the daemon passes over.
      strangers: folders.filter((each) => !looksLikeUsername(each.username) && holdsSet(each.path)),
    };
  } catch (error) {
    return { ok: false, why: `${path} cannot be read: ${errorCode(error)}` };
  }
}

function holdsSet(path: string): boolean {
  return readdirSync(path).some(isSetFileName);
}

export interface FilesOnDisk {
  readonly files: ReadonlyMap<SetFileName, Uint8Array>;
  readonly problems: readonly Problem[];
}

export function readFilesOnDisk(path: string): FilesOnDisk {
  const files = new Map<SetFileName, Uint8Array>();
  const problems: Problem[] = [];
  for (const file of SET_FILES) {
    const content = readOne(`${path}/${file}`);
    if (content instanceof Uint8Array) files.set(file, content);
    else if (content !== undefined)
      problems.push({ file, pointer: '', line: null, column: null, ...content });
  }
  return { files, problems };
}

function readOne(path: string): Uint8Array | { message: string; remedy: string } | undefined {
  const opened = attempt(() =>
    openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK),
  );
  if (!opened.ok) {
    if (opened.code === 'ENOENT') return undefined;
    if (opened.code === 'ELOOP')
      return { message: 'is a symbolic link', remedy: 'put the file itself there' };
    return { message: `cannot be read: ${opened.code}`, remedy: '' };
  }
  try {
    const stat = fstatSync(opened.fd);
    if (!stat.isFile()) return { message: 'is not a regular file', remedy: 'put the JSON file there' };
    if (stat.size > LARGEST_FILE) {
      return { message: `is ${stat.size} bytes long`, remedy: `a file has at most ${LARGEST_FILE} bytes` };
    }
    return readFileSync(opened.fd);
  } finally {
    closeSync(opened.fd);
  }
}
