import { errorMessage } from '../../../model/error-message.ts';
import { errorCode } from '../../error-code.ts';
import type { Failures } from '../../failures.ts';
import type { FolderOwner, HomeFolder, NewFolders } from '../../homes.ts';
import type { Ownership } from '../../root-files.ts';
import type { FolderCalls, FolderHandle } from '../folder-handle.ts';

// The folders above one that is asked for, where these are missing too.
const PARENT_MODE = 0o755;

/**
 * Makes folders inside homes. What stands in the way of one does not keep the others from being made, and what the
 * account does there meanwhile is no failure: the next observation finds what is not there, and why.
 */
export async function makeFolders(
  calls: Pick<FolderCalls, 'open' | 'yieldTurn'>,
  wanted: readonly NewFolders[],
): Promise<Failures> {
  const failures = new Map<string, string>();
  for (const each of wanted) {
    await calls.yieldTurn();
    const failure = makeInside(calls, each);
    if (failure !== undefined) failures.set(each.home, failure);
  }
  return failures;
}

/** @returns what went wrong first, if anything did */
function makeInside(
  { open }: Pick<FolderCalls, 'open'>,
  { home, owner, folders }: NewFolders,
): string | undefined {
  let failure: string | undefined;
  try {
    using inside = open(home);
    const made = new Set<string>();
    // A folder that could not be made for itself may still be made as the parent of another, and then as it is wanted.
    const modes = new Map(folders.map((folder) => [folder.path, folder.mode]));
    for (const folder of folders) {
      try {
        makeFolder(inside, folder, { owner, modes, made });
      } catch (error) {
        if (!isDoneByAccount(error)) failure ??= errorMessage(error);
      }
    }
  } catch (error) {
    failure = errorMessage(error);
  }
  return failure;
}

interface Making {
  readonly owner: FolderOwner;
  /** By path, of the folders that are asked for. */
  readonly modes: ReadonlyMap<string, number>;
  /** What is there for certain; added to. */
  readonly made: Set<string>;
}

function makeFolder(home: FolderHandle, folder: HomeFolder, { owner, modes, made }: Making): void {
  const names = folder.path.split('/');
  using opened = new DisposableStack();
  let at = home;
  for (const [depth, name] of names.entries()) {
    const path = names.slice(0, depth + 1).join('/');
    const mode = modes.get(path) ?? PARENT_MODE;
    at = opened.use(made.has(path) ? at.openBelow(name) : enterOrMake(at, name, { ...owner, mode }));
    made.add(path);
  }
}

function enterOrMake(parent: FolderHandle, name: string, as: Ownership): FolderHandle {
  try {
    parent.makeFolder(name);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const folder = parent.openBelow(name);
  try {
    // Only a folder that is fresh from makeFolder is handed over: what else root owns here was put there on purpose.
    if (isUnfinished(folder)) folder.setOwnership(as);
    return folder;
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
}

/** True for an empty folder of root's with the mode of a fresh one or of a site: as observed, one not yet handed over. */
function isUnfinished(folder: FolderHandle): boolean {
  const { uid, mode } = folder.stat();
  const isFresh = [0o700, 0o755].includes(mode & 0o7777);
  return uid === 0 && isFresh && folder.names().length === 0;
}

/** A folder that has become a link or a file, that is gone, or that another one has taken the place of. */
export function isDoneByAccount(error: unknown): boolean {
  return ['ENOTDIR', 'ELOOP', 'ENOENT', 'EEXIST', 'ENOTEMPTY'].includes(errorCode(error) ?? '');
}
