// Makes a whole set at once, or takes one away: in both cases with a single rename, so that nobody ever sees half.

import { randomBytes } from 'node:crypto';
import { closeSync } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { errorMessage } from '../../model/error-message.ts';
import type { SetFileName } from '../../model/set-files.ts';
import { systemErrorCode } from '../error-code.ts';
import { fdPath } from '../files/fd-path.ts';
import { NEW_FILE } from '../files/open-flags.ts';
import { syncFolder } from '../files/sync-folder.ts';
import { openFolder } from './open-folder.ts';

export type FolderChange =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'exists' | 'gone' | 'failed'; readonly why: string };

/** Names with a dot in front are no accounts to anyone. */
function hidden(purpose: string, username: string): string {
  return `.${purpose}-${username}-${randomBytes(6).toString('hex')}`;
}

export async function createFolder(
  usersPath: string,
  username: string,
  texts: ReadonlyMap<SetFileName, string>,
): Promise<FolderChange> {
  return withUsersFolder(usersPath, async (fd) => {
    // rename(2) would replace an empty folder of that name.
    if (await isThere(fdPath(fd, username)))
      return { ok: false, reason: 'exists', why: `${usersPath}/${username} exists already` };
    const staging = fdPath(fd, hidden('new', username));
    try {
      await mkdir(staging, { mode: 0o700 });
      for (const [name, text] of texts) {
        const file = await open(`${staging}/${name}`, NEW_FILE, 0o600);
        try {
          await file.writeFile(text);
          await file.sync();
        } finally {
          await file.close();
        }
      }
      await syncFolder(staging);
      await rename(staging, fdPath(fd, username));
    } catch (error) {
      await rm(staging, { recursive: true, force: true });
      return { ok: false, reason: 'failed', why: errorMessage(error) };
    }
    await syncFolder(fdPath(fd, '.'));
    return { ok: true };
  });
}

export async function removeFolder(usersPath: string, username: string): Promise<FolderChange> {
  return withUsersFolder(usersPath, async (fd) => {
    const aside = fdPath(fd, hidden('removed', username));
    try {
      await rename(fdPath(fd, username), aside);
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') throw error;
      return { ok: false, reason: 'gone', why: `there is no ${usersPath}/${username}` };
    }
    await syncFolder(fdPath(fd, '.'));
    await rm(aside, { recursive: true, force: true });
    return { ok: true };
  });
}

async function withUsersFolder(
  usersPath: string,
  act: (fd: number) => Promise<FolderChange>,
): Promise<FolderChange> {
  const users = openFolder(usersPath);
  if (!users.ok) {
    const why = `${usersPath} cannot be opened: ${users.code}`;
    return { ok: false, reason: users.code === 'ENOENT' ? 'gone' : 'failed', why };
  }
  try {
    return await act(users.fd);
  } finally {
    closeSync(users.fd);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
