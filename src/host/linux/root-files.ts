import { constants } from 'node:fs';
import { chmod, chown, lstat, mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { FileChange, FoundFile, Ownership, RootFiles } from '../host.ts';
import { errorCode } from './error-code.ts';
import { grantSearch, searchableBy } from './search-permission.ts';

/** Files in places that only root can write, such as /etc and /var/log: plain paths are safe there. */
export const rootFiles: RootFiles = {
  read,
  list,
  folder,
  searchable: (folders, user) => searchableBy(user, folders),
  put,
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
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
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
}

async function put(changes: readonly FileChange[]): Promise<void> {
  const folders = new Set(changes.map((change) => path.dirname(change.path)));
  for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o755 });
  const written: { temporary: string; final: string }[] = [];
  try {
    for (const change of changes) {
      if (change.text === null) continue;
      const temporary = temporaryFor(change.path);
      written.push({ temporary, final: change.path });
      await writeWhole(temporary, change, change.text);
    }
  } catch (error) {
    for (const { temporary } of written) await unlinkIfThere(temporary);
    throw error;
  }
  for (const { temporary, final } of written) await rename(temporary, final);
  for (const change of changes) if (change.text === null) await unlinkIfThere(change.path);
  for (const folder of folders) await syncFolder(folder);
}

/** Dot-named, so that no service's `include *.conf` ever picks one up; the same name each time, so that a crash leaves at most one. */
function temporaryFor(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.jopanel-tmp`);
}

async function writeWhole(temporary: string, as: Ownership, text: string): Promise<void> {
  await unlinkIfThere(temporary);
  const handle = await open(
    temporary,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    await handle.writeFile(text, 'utf8');
    await handle.chown(as.uid, as.gid);
    await handle.chmod(as.mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function unlinkIfThere(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
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

async function makeFolder(folder: string, as: Ownership): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true, mode: 0o755 });
  await mkdir(folder, { mode: as.mode }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  const stats = await lstat(folder);
  if (!stats.isDirectory()) throw new Error(`${folder} is not a folder; move it away`);
  if (stats.uid !== as.uid || stats.gid !== as.gid) await chown(folder, as.uid, as.gid);
  if ((stats.mode & 0o7777) !== as.mode) await chmod(folder, as.mode);
}
