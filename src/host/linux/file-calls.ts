import { constants } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { FileCalls, NewFile } from '../file-calls.ts';
import type { Ownership } from '../host.ts';
import { errorCode } from './error-code.ts';

/** Plain paths, which are safe where only root can write. */
export const fileCalls: FileCalls = {
  makeFolders,
  list,
  create,
  rename,
  link,
  unlink,
  isSame,
  syncFolder,
};

async function makeFolders(folder: string): Promise<void> {
  const topmost = await mkdir(folder, { recursive: true, mode: 0o755 });
  if (topmost === undefined) return;
  // The name of each new folder stands in the one above it.
  for (let made = folder; made.length >= topmost.length; made = path.dirname(made)) {
    await syncFolder(path.dirname(made));
  }
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

async function create(file: string, text: string, as: Ownership): Promise<NewFile> {
  const handle = await open(file, NEW_FILE, 0o600);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.chown(as.uid, as.gid);
    await handle.chmod(as.mode);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return { sync: () => handle.sync(), close: () => handle.close() };
}

async function isSame(file: string, other: string): Promise<boolean> {
  try {
    const [a, b] = await Promise.all([lstat(file, { bigint: true }), lstat(other, { bigint: true })]);
    return a.ino === b.ino && a.dev === b.dev;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
