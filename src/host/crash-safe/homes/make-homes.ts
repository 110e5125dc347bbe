import path from 'node:path';
import { errorMessage } from '../../../model/error-message.ts';
import type { Failures } from '../../failures.ts';
import type { FolderOwner, NewHome } from '../../homes.ts';
import type { FolderCalls, FolderHandle } from '../folder-handle.ts';
import { readSkeleton, type Skeleton } from './skeleton.ts';
import { draftName, openBase } from './trusted-base.ts';

/**
 * Makes homes, each filled under another name and while only root can enter, so
 * that a crash leaves no half of one.
 */
export async function makeHomes(calls: FolderCalls, homes: readonly NewHome[]): Promise<Failures> {
  const failures = new Map<string, string>();
  for (const [baseFolder, inBase] of Map.groupBy(homes, ({ path: home }) => path.dirname(home))) {
    try {
      using base = openBase(calls, baseFolder);
      const skeleton = readSkeleton(calls);
      const missing = inBase.filter((home) => !isThere(base, home, failures));
      await attempt(calls, missing, failures, (home) => makeDraft(base, home, skeleton));
      // What is in them must be there before their names are, and one sync for all beats one for each file.
      await calls.syncAll([baseFolder]);
      await attempt(calls, missing, failures, (home) => putInPlace(base, home));
      await base.sync();
    } catch (error) {
      for (const home of inBase) failures.set(home.path, errorMessage(error));
    }
  }
  return failures;
}

/** A home that is there as it is wanted is made already; anything else in its place is a failure, and stays. */
function isThere(base: FolderHandle, home: NewHome, failures: Map<string, string>): boolean {
  const found = base.entry(path.basename(home.path));
  if (found === undefined) return false;
  const { uid, gid, mode } = home.ownership;
  const isHome = found.kind === 'folder' && found.uid === uid && found.gid === gid && found.mode === mode;
  if (!isHome) failures.set(home.path, `${home.path} has appeared meanwhile; move it away`);
  return true;
}

async function attempt(
  calls: FolderCalls,
  homes: readonly NewHome[],
  failures: Map<string, string>,
  step: (home: NewHome) => void,
): Promise<void> {
  for (const home of homes) {
    if (failures.has(home.path)) continue;
    await calls.yieldTurn();
    try {
      step(home);
    } catch (error) {
      failures.set(home.path, errorMessage(error));
    }
  }
}

function makeDraft(base: FolderHandle, home: NewHome, skeleton: Skeleton): void {
  const name = draftName(path.basename(home.path));
  // A crash may have left one, which was never open to anyone but root.
  base.removeTree(name);
  base.makeFolder(name);
  using folder = base.openBelow(name);
  fill(folder, skeleton, home.owner);
}

function fill(folder: FolderHandle, skeleton: Skeleton, { uid, gid }: FolderOwner): void {
  for (const { name, mode, content } of skeleton) {
    if (content instanceof Uint8Array) {
      folder.makeFile(name, content, { uid, gid, mode })[Symbol.dispose]();
      continue;
    }
    folder.makeFolder(name);
    using inside = folder.openBelow(name);
    fill(inside, content, { uid, gid });
    inside.setOwnership({ uid, gid, mode });
  }
}

function putInPlace(base: FolderHandle, { path: home, ownership }: NewHome): void {
  const draft = draftName(path.basename(home));
  using folder = base.openBelow(draft);
  base.rename(draft, path.basename(home));
  folder.setOwnership(ownership);
}
