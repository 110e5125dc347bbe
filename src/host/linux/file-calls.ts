import { mkdirSync, renameSync, unlinkSync } from 'node:fs';
import { link, lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../commands/run-command.ts';
import type { FileCalls, NewFile } from '../crash-safe/file-calls.ts';
import { errorCode } from '../error-code.ts';
import { makeFile } from '../files/make-file.ts';
import { syncFolder } from '../files/sync-folder.ts';
import { yieldToEventLoop } from '../process/yield-to-event-loop.ts';
import type { Ownership } from '../root-files.ts';

/** Plain paths, which are safe where only root can write. */
export const fileCalls: FileCalls = {
  makeFolders,
  list,
  create,
  rename,
  link,
  unlink,
  isSame,
  syncAll,
  syncFolder,
};

async function makeFolders(folders: Iterable<string>): Promise<void> {
  // The name of each new folder stands in the one above it.
  const above = new Set<string>();
  for (const folder of folders) {
    await yieldToEventLoop();
    const topmost = mkdirSync(folder, { recursive: true, mode: 0o755 });
    if (topmost === undefined) continue;
    for (let made = folder; made.length >= topmost.length; made = path.dirname(made))
      above.add(path.dirname(made));
  }
  for (const folder of above) await syncFolder(folder);
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Synchronous like `rename` and `unlink`, which is a tenth of the work; only what waits for the disk is not. */
async function create(file: string, text: string, as: Ownership): Promise<NewFile> {
  await yieldToEventLoop();
  return makeFile(file, text, as);
}

async function rename(from: string, to: string): Promise<void> {
  await yieldToEventLoop();
  renameSync(from, to);
}

async function unlink(file: string): Promise<void> {
  await yieldToEventLoop();
  unlinkSync(file);
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

// Whatever users have written waits for the disk as well, and that can be much; to give up does not make it less.
const SYNC_TIMEOUT_MS = 600_000;

async function syncAll(folders: readonly string[]): Promise<void> {
  await runCommand(['sync', '--file-system', '--', ...folders], { timeoutMs: SYNC_TIMEOUT_MS });
}
