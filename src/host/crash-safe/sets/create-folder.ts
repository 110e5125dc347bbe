// Makes a whole set at once, or takes one away: in both cases with a single rename, so that no reader ever sees half.

import { errorMessage } from '../../../model/error-message.ts';
import type { SetFileName } from '../../../model/set-files.ts';
import { errorCode, systemErrorCode } from '../../error-code.ts';
import type { FolderHandle } from '../folder-handle.ts';
import type { SetCalls } from './set-calls.ts';

export type FolderChange =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'exists' | 'gone' | 'failed'; readonly why: string };

/** Names with a dot in front are no accounts. The same name each time, so that a crash leaves at most one. */
function draftOf(username: string): string {
  return `.jopanel-new-${username}`;
}

function removedOf(username: string): string {
  return `.jopanel-removed-${username}`;
}

/** The caller holds the lock of the account. */
export async function createFolder(
  calls: SetCalls,
  username: string,
  texts: ReadonlyMap<SetFileName, string>,
): Promise<FolderChange> {
  return withUsersFolder(calls, async (users) => {
    // rename(2) would replace an empty folder of that name.
    if (users.entry(username) !== undefined)
      return { ok: false, reason: 'exists', why: `${calls.path}/${username} exists already` };
    const draft = draftOf(username);
    try {
      users.removeTree(draft);
      users.makeFolder(draft);
      await fill(users, draft, calls, texts);
      users.rename(draft, username);
    } catch (error) {
      users.removeTree(draft);
      return { ok: false, reason: 'failed', why: errorMessage(error) };
    }
    await users.sync();
    return { ok: true };
  });
}

async function fill(
  users: FolderHandle,
  draft: string,
  { owner }: SetCalls,
  texts: ReadonlyMap<SetFileName, string>,
): Promise<void> {
  using folder = users.openBelow(draft);
  for (const [name, text] of texts) {
    using file = folder.makeFile(name, text, { ...owner, mode: 0o600 });
    await file.sync();
  }
  await folder.sync();
}

/** The caller holds the lock of the account. */
export async function removeFolder(calls: SetCalls, username: string): Promise<FolderChange> {
  return withUsersFolder(calls, async (users) => {
    const removed = removedOf(username);
    try {
      users.removeTree(removed);
      users.rename(username, removed);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return { ok: false, reason: 'gone', why: `there is no ${calls.path}/${username}` };
    }
    await users.sync();
    users.removeTree(removed);
    return { ok: true };
  });
}

async function withUsersFolder(
  calls: SetCalls,
  act: (users: FolderHandle) => Promise<FolderChange>,
): Promise<FolderChange> {
  let users: FolderHandle;
  try {
    users = calls.openUsers();
  } catch (error) {
    const code = systemErrorCode(error);
    const why = `${calls.path} cannot be opened: ${code}`;
    return { ok: false, reason: code === 'ENOENT' ? 'gone' : 'failed', why };
  }
  using opened = users;
  return await act(opened);
}
