import { type FileHandle, open, opendir, rename } from 'node:fs/promises';
import { errorCode } from '../../error-code.ts';
import { FOLDER } from '../../files/open-flags.ts';

/** Every name below fits into what one system call takes (PATH_MAX), and no tool goes deeper than its stack. */
const MOST_LEVELS = 64;
const LONGEST_PATH = 2000;
const OTHERS_MAY_WRITE = 0o022;
const MOST_NOTES = 10_000;
const SLASH = Buffer.from('/');
/** An accomplice who stands in a folder can take away and replace what is in it until we come to it. */
const IS_GONE = ['ENOENT', 'ENOTDIR', 'ELOOP'];
const IS_TAKEN = ['ENOTEMPTY', 'EEXIST'];

interface SettledHome {
  /** What was changed, a line each, for the person who reads the archive. */
  readonly notes: readonly string[];
}

interface Walk {
  readonly home: FileHandle;
  readonly owner: { readonly uid: number; readonly gid: number };
  readonly stop: AbortSignal;
  readonly notes: string[];
  /** How many names at the top have been tried; those up to here are walked after the rest. */
  count: number;
}

/**
 * Brings a home into a state that any tool can read, once no process of its user is left: what is nested too deep is
 * moved to the top, under the name `.jopanel-deep-N`, and folders that others own or can write to are the user's alone,
 * so that an accomplice who stands in one can add no more. Nothing else changes, and nothing is lost.
 */
export async function settleHome(
  path: string,
  owner: Walk['owner'],
  stop: AbortSignal,
): Promise<SettledHome> {
  await using home = await open(path, FOLDER);
  const walk: Walk = { home, owner, stop, notes: [], count: 0 };
  await settleFolder(walk, home, 0, 0, Buffer.alloc(0));
  for (let number = 1; number <= walk.count; number += 1) {
    const name = deepName(number);
    await using folder = await openIfThere(below(home, name));
    if (folder !== undefined) await settleFolder(walk, folder, 1, name.length, name);
  }
  return { notes: walk.notes };
}

async function settleFolder(
  walk: Walk,
  folder: FileHandle,
  level: number,
  length: number,
  where: Buffer,
): Promise<void> {
  walk.stop.throwIfAborted();
  if (level > 0) await keepToOwner(walk, folder, where);
  // Names need not be text: this encoding gives every byte back.
  const entries = await opendir(`/proc/self/fd/${folder.fd}/.`, { encoding: 'latin1', bufferSize: 1024 });
  for await (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const name = Buffer.from(entry.name, 'latin1');
    const longer = length + 1 + name.length;
    if (level + 1 > MOST_LEVELS || longer > LONGEST_PATH) {
      await moveUp(walk, folder, name, where);
      continue;
    }
    await using inner = await openIfThere(below(folder, name));
    if (inner === undefined) continue;
    await settleFolder(walk, inner, level + 1, longer, Buffer.concat([where, SLASH, name]));
  }
}

async function keepToOwner(walk: Walk, folder: FileHandle, where: Buffer): Promise<void> {
  const { uid, gid, mode } = await folder.stat();
  const { owner } = walk;
  if (uid !== owner.uid && uid !== 0) {
    await folder.chown(owner.uid, owner.gid);
    note(walk, `${shown(where)} belonged to ${uid}:${gid}`);
  }
  if ((mode & OTHERS_MAY_WRITE) === 0) return;
  await folder.chmod(mode & 0o7777 & ~OTHERS_MAY_WRITE);
  note(walk, `${shown(where)} had the mode ${(mode & 0o7777).toString(8)}`);
}

async function moveUp(walk: Walk, folder: FileHandle, name: Buffer, where: Buffer): Promise<void> {
  for (;;) {
    walk.count += 1;
    const top = deepName(walk.count);
    try {
      await rename(below(folder, name), below(walk.home, top));
    } catch (error) {
      if (IS_TAKEN.includes(errorCode(error) ?? '')) continue;
      if (IS_GONE.includes(errorCode(error) ?? '')) return;
      throw error;
    }
    note(walk, `${top} was ${shown(Buffer.concat([where, SLASH, name]))}`);
    return;
  }
}

function deepName(number: number): Buffer {
  return Buffer.from(`.jopanel-deep-${number}`);
}

/** There may be millions of folders: the first of them say what kind of home it was. */
function note({ notes }: Walk, text: string): void {
  if (notes.length < MOST_NOTES) notes.push(text);
}

async function openIfThere(path: Buffer): Promise<FileHandle | undefined> {
  return open(path, FOLDER).catch((error: unknown) => {
    if (IS_GONE.includes(errorCode(error) ?? '')) return undefined;
    throw error;
  });
}

/** As fdPath has it, for names that are no text. */
function below(folder: FileHandle, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${folder.fd}/`), name]);
}

/** The end of a long path says more than its beginning. */
function shown(path: Buffer): string {
  const text = path.toString('latin1').replaceAll(/[^\x20-\x7e]/g, '?');
  return text.length > 200 ? `…${text.slice(-200)}` : text;
}
