import path from 'node:path';
import { errorCode } from '../error-code.ts';
import type { FileChange } from '../root-files.ts';
import type { FileCalls } from './file-calls.ts';

// From here on one sync of the whole file system beats one for each file or folder.
const MANY = 8;

/** Writes and removes files so that whatever happens meanwhile, each is found whole: as it was, or as it is to be. */
export async function putFiles(calls: FileCalls, changes: readonly FileChange[]): Promise<void> {
  const folders = new Set(changes.map((change) => path.dirname(change.path)));
  await calls.makeFolders(folders);
  const isSyncedApart = changes.length < MANY;
  const written: { temporary: string; final: string }[] = [];
  try {
    for (const change of changes) {
      if (change.text === null) continue;
      const temporary = temporaryFor(change.path);
      written.push({ temporary, final: change.path });
      await writeWhole(calls, temporary, change, change.text, isSyncedApart);
    }
    if (!isSyncedApart) await calls.syncAll([...folders]);
  } catch (error) {
    for (const { temporary } of written) await unlinkIfThere(calls, temporary);
    throw error;
  }
  for (const { temporary, final } of written) await calls.rename(temporary, final);
  for (const change of changes) if (change.text === null) await unlinkIfThere(calls, change.path);
  if (folders.size < MANY) for (const folder of folders) await calls.syncFolder(folder);
  else await calls.syncAll([...folders]);
}

/** Dot-named, so that no service's `include *.conf` ever picks one up; the same name each time, so that a crash leaves at most one. */
export function temporaryFor(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.jopanel-tmp`);
}

async function writeWhole(
  calls: FileCalls,
  temporary: string,
  change: FileChange,
  text: string,
  isSynced: boolean,
): Promise<void> {
  await unlinkIfThere(calls, temporary);
  using file = await calls.create(temporary, text, change);
  if (isSynced) await file.sync();
}

async function unlinkIfThere(calls: FileCalls, file: string): Promise<void> {
  try {
    await calls.unlink(file);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
