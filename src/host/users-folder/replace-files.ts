// Puts new texts in the place of files of one set: all temporaries first, then all renames, then the folder.

import { randomBytes } from 'node:crypto';
import { closeSync } from 'node:fs';
import { open, readdir, rename, unlink } from 'node:fs/promises';
import { errorMessage } from '../../model/error-message.ts';
import type { SetFileName } from '../../model/set-files.ts';
import { fdPath } from '../files/fd-path.ts';
import { NEW_FILE } from '../files/open-flags.ts';
import { syncFolder } from '../files/sync-folder.ts';
import { openFolder, openFolderIn } from './open-folder.ts';

export type ReplacedFiles =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'gone' | 'failed'; readonly why: string };

const LEFT_OVER = /^\.[a-z]+\.json\.[0-9a-f]{16}\.tmp$/;

export async function replaceFiles(
  usersPath: string,
  username: string,
  texts: ReadonlyMap<SetFileName, string>,
): Promise<ReplacedFiles> {
  const users = openFolder(usersPath);
  if (!users.ok) return unopened(users.code);
  const folder = openFolderIn(users.fd, username);
  closeSync(users.fd);
  if (!folder.ok) return unopened(folder.code);
  try {
    return await replaceIn(folder.fd, texts);
  } finally {
    closeSync(folder.fd);
  }
}

async function replaceIn(fd: number, texts: ReadonlyMap<SetFileName, string>): Promise<ReplacedFiles> {
  // Whoever left them held the lock that we hold now, so nobody is still writing them.
  const names = await readdir(fdPath(fd, '.'));
  await removeAll(
    fd,
    names.filter((name) => LEFT_OVER.test(name)),
  );
  const staged: { temporary: string; name: SetFileName }[] = [];
  try {
    for (const [name, text] of texts) {
      const temporary = `.${name}.${randomBytes(8).toString('hex')}.tmp`;
      staged.push({ temporary, name });
      await writeNew(fdPath(fd, temporary), text);
    }
    for (const { temporary, name } of staged) await rename(fdPath(fd, temporary), fdPath(fd, name));
  } catch (error) {
    await removeAll(
      fd,
      staged.map(({ temporary }) => temporary),
    );
    return { ok: false, reason: 'failed', why: errorMessage(error) };
  }
  await syncFolder(fdPath(fd, '.'));
  return { ok: true };
}

/** 0600 and ours from the first byte; the text is on the disk before anyone can see it under its name. */
async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, NEW_FILE, 0o600);
  try {
    // A folder with the set-group-ID bit would hand its group on.
    await file.chown(process.geteuid?.() ?? 0, process.getegid?.() ?? 0);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function removeAll(fd: number, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => unlink(fdPath(fd, name)).catch(() => undefined)));
}

function unopened(code: string): ReplacedFiles {
  if (code === 'ENOENT') return { ok: false, reason: 'gone', why: 'the folder is gone' };
  return { ok: false, reason: 'failed', why: `the folder cannot be opened: ${code}` };
}
