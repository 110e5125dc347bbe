import { constants } from 'node:fs';
import { chmod, chown, lstat, mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { FoundFile, Ownership, RootFiles } from '../host.ts';
import { putFiles } from '../put-files.ts';
import { errorCode } from './error-code.ts';
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
  grantSearch: (folders, user) => grantSearch(user, folders),
  removeFolder,
};

async function read(file: string): Promise<FoundFile> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return { kind: 'absent' };
    if (errorCode(error) === 'ELOOP') return { kind: 'other', what: 'a symbolic link' };
    throw error;
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return { kind: 'other', what: stats.isDirectory() ? 'a folder' : 'a special file' };
    const text = await handle.readFile('utf8');
    return { kind: 'file', path: file, text, mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
  } finally {
    await handle.close();
  }
}

async function list(folder: string): Promise<readonly string[]> {
  return [...(await fileCalls.list(folder))].sort();
}

async function folder(where: string): Promise<Ownership | undefined> {
  const stats = await lstat(where).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  });
  return stats?.isDirectory() ? { uid: stats.uid, gid: stats.gid, mode: stats.mode & 0o7777 } : undefined;
}

async function removeFolder(where: string): Promise<void> {
  await rm(where, { recursive: true, force: true });
  await fileCalls.syncFolder(path.dirname(where));
}

async function makeFolder(folder: string, as: Ownership): Promise<void> {
  await fileCalls.makeFolders(path.dirname(folder));
  await mkdir(folder, { mode: as.mode }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  const stats = await lstat(folder);
  if (!stats.isDirectory()) throw new Error(`${folder} is not a folder; move it away`);
  if (stats.uid !== as.uid || stats.gid !== as.gid) await chown(folder, as.uid, as.gid);
  if ((stats.mode & 0o7777) !== as.mode) await chmod(folder, as.mode);
}
