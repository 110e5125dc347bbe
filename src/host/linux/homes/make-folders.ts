import type { Failures, FolderOwner, HomeFolder, NewFolders, Ownership } from '../../host.ts';
import { errorCode } from '../error-code.ts';
import { FolderHandle } from '../folder-handle.ts';

// The folders above one that is asked for, where these are missing too.
const PARENT_MODE = 0o755;
const AT_ONCE = 16;

/** Makes folders inside homes. What stands in the way of one does not keep the others from being made. */
export async function makeFolders(wanted: readonly NewFolders[]): Promise<Failures> {
  const failures = new Map<string, string>();
  for (let next = 0; next < wanted.length; next += AT_ONCE) {
    await Promise.all(
      wanted.slice(next, next + AT_ONCE).map(async (each) => {
        const failure = await makeInside(each);
        if (failure !== undefined) failures.set(each.home, failure);
      }),
    );
  }
  return failures;
}

/** @returns what went wrong first, if anything did */
async function makeInside({ home, owner, folders }: NewFolders): Promise<string | undefined> {
  let failure: string | undefined;
  try {
    await using inside = await FolderHandle.open(home);
    for (const folder of folders) {
      await makeFolder(inside, folder, owner).catch((error: unknown) => {
        failure ??= inWords(error, `${home}/${folder.path}`);
      });
    }
  } catch (error) {
    failure = inWords(error, home);
  }
  return failure;
}

async function makeFolder(home: FolderHandle, folder: HomeFolder, owner: FolderOwner): Promise<void> {
  const names = folder.path.split('/');
  let at = home;
  try {
    for (const [depth, name] of names.entries()) {
      const mode = depth === names.length - 1 ? folder.mode : PARENT_MODE;
      const next = await enterOrMake(at, name, { ...owner, mode });
      if (at !== home) await at[Symbol.asyncDispose]();
      at = next;
    }
  } finally {
    if (at !== home) await at[Symbol.asyncDispose]();
  }
}

async function enterOrMake(parent: FolderHandle, name: string, as: Ownership): Promise<FolderHandle> {
  try {
    await parent.makeFolder(name);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const folder = await parent.openBelow(name);
  try {
    // Only a folder that is fresh from makeFolder is handed over: what else root owns here was put there on purpose.
    if (await isUnfinished(folder)) await folder.setOwnership(as.uid, as.gid, as.mode);
    return folder;
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

/** True for an empty folder of root's with the mode of a fresh one or of a site: as observed, one not yet handed over. */
async function isUnfinished(folder: FolderHandle): Promise<boolean> {
  const { uid, mode } = await folder.stat();
  const isFresh = [0o700, 0o755].includes(mode & 0o7777);
  return uid === 0 && isFresh && (await folder.names()).length === 0;
}

function inWords(error: unknown, where: string): string {
  const code = errorCode(error);
  if (code === 'ENOTDIR' || code === 'ELOOP') {
    return `a part of ${where} is a link or no folder; links below a home are never followed`;
  }
  return error instanceof Error ? error.message : String(error);
}
