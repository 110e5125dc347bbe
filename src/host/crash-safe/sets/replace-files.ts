// Puts new texts in the place of files of one set: all temporaries first, then all renames, then the folder.

import { errorMessage } from '../../../model/error-message.ts';
import type { SetFileName } from '../../../model/set-files.ts';
import { errorCode, systemErrorCode } from '../../error-code.ts';
import type { FolderHandle } from '../folder-handle.ts';
import { temporaryFor } from '../put-files.ts';
import type { SetCalls } from './set-calls.ts';

export type ReplacedFiles =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'gone' | 'failed'; readonly why: string };

/** The caller holds the lock of the account, so no other writer has these temporaries open. */
export async function replaceFiles(
  calls: SetCalls,
  username: string,
  texts: ReadonlyMap<SetFileName, string>,
): Promise<ReplacedFiles> {
  let folder: FolderHandle;
  try {
    using users = calls.openUsers();
    folder = users.openBelow(username);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') return { ok: false, reason: 'gone', why: 'the folder is gone' };
    return { ok: false, reason: 'failed', why: `the folder cannot be opened: ${code}` };
  }
  using opened = folder;
  return await replaceIn(opened, calls, texts);
}

async function replaceIn(
  folder: FolderHandle,
  { owner }: SetCalls,
  texts: ReadonlyMap<SetFileName, string>,
): Promise<ReplacedFiles> {
  try {
    for (const [name, text] of texts) {
      removeIfThere(folder, temporaryFor(name));
      // Private and ours from the first byte. A folder with the set-group-ID bit would hand its group on.
      using file = folder.makeFile(temporaryFor(name), text, { ...owner, mode: 0o600 });
      await file.sync();
    }
    for (const name of texts.keys()) folder.rename(temporaryFor(name), name);
  } catch (error) {
    for (const name of texts.keys()) tryRemove(folder, temporaryFor(name));
    return { ok: false, reason: 'failed', why: errorMessage(error) };
  }
  await folder.sync();
  return { ok: true };
}

function removeIfThere(folder: FolderHandle, name: string): void {
  try {
    folder.unlink(name);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** After a failure. What cannot be removed either is removed before the next write of the same file. */
function tryRemove(folder: FolderHandle, name: string): void {
  try {
    folder.unlink(name);
  } catch {
    // The failure before this one is what the caller hears of.
  }
}
