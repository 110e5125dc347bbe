import {
  chmodSync,
  chownSync,
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
} from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { putFiles } from '../crash-safe/put-files.ts';
import { errorCode } from '../error-code.ts';
import { EXISTING_FILE } from '../files/open-flags.ts';
import { yieldToEventLoop } from '../process/yield-to-event-loop.ts';
import type { FoundFile, Ownership, RootFiles } from '../root-files.ts';
import { fileCalls } from './file-calls.ts';
import { grantSearch, searchableBy } from './search-permission.ts';

/** Files in places that only root can write, such as /etc and /var/log: plain paths are safe there. */
export const rootFiles: RootFiles = {
  read,
  list,
  folder,
  searchable: (folders, user) => searchableBy(user, folders),
  put: (changes) => putFiles(fileCalls, changes),
  makeFolder,
  grantSearch: grantSearchPermission,
  removeFolder,
  removeEmptyFolders,
  syncFolder: fileCalls.syncFolder,
  sync: (where) => fileCalls.syncAll([where]),
};

/** Synchronous, as thousands of small files are read in a fifth of the time that way; see `yieldToEventLoop`. */
async function read(file: string): Promise<FoundFile> {
  await yieldToEventLoop();
  let descriptor: number;
  try {
    descriptor = openSync(file, EXISTING_FILE);
  } catch (error) {
    if (isAbsence(error)) return { kind: 'absent' };
    if (errorCode(error) === 'ELOOP') return { kind: 'other', what: 'a symbolic link' };
    throw error;
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { kind: 'other', what: stats.isDirectory() ? 'a folder' : 'a special file' };
    const text = readFileSync(descriptor, 'utf8');
    return { kind: 'file', path: file, text, mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
  } finally {
    closeSync(descriptor);
  }
}

async function list(folder: string): Promise<readonly string[]> {
  return [...(await fileCalls.list(folder))].sort();
}

async function folder(where: string): Promise<Ownership | undefined> {
  await yieldToEventLoop();
  try {
    const stats = lstatSync(where);
    return stats.isDirectory() ? { uid: stats.uid, gid: stats.gid, mode: stats.mode & 0o7777 } : undefined;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function grantSearchPermission(folders: readonly string[], user: string): Promise<void> {
  for (const [folder, why] of await grantSearch(user, folders)) throw new Error(`${folder}: ${why}`);
}

function isAbsence(error: unknown): boolean {
  return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
}

async function removeFolder(where: string): Promise<void> {
  await rm(where, { recursive: true, force: true });
  await fileCalls.syncFolder(path.dirname(where));
}

async function removeEmptyFolders(folders: readonly string[]): Promise<void> {
  for (const each of folders) {
    await rmdir(each).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) throw error;
    });
  }
  for (const parent of new Set(folders.map((each) => path.dirname(each)))) {
    await fileCalls.syncFolder(parent);
  }
}

async function makeFolder(folder: string, as: Ownership): Promise<void> {
  await yieldToEventLoop();
  const make = () => mkdirSync(folder, { mode: as.mode });
  try {
    make();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      await fileCalls.makeFolders([path.dirname(folder)]);
      make();
    } else if (errorCode(error) !== 'EEXIST') {
      throw error;
    }
  }
  const stats = lstatSync(folder);
  if (!stats.isDirectory()) throw new Error(`${folder} is not a folder; move it away`);
  if (stats.uid !== as.uid || stats.gid !== as.gid) chownSync(folder, as.uid, as.gid);
  if ((stats.mode & 0o7777) !== as.mode) chmodSync(folder, as.mode);
}
