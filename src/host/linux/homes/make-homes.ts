import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Failures, FolderOwner, NewHome } from '../../host.ts';
import type { FolderHandle } from '../folder-handle.ts';
import { runCommand } from '../run-command.ts';
import { readSkeleton, type Skeleton } from './skeleton.ts';
import { draftName, openBase } from './trusted-base.ts';

/**
 * Makes homes, each filled under another name and while only root can enter, so
 * that a crash leaves no half of one.
 */
export async function makeHomes(homes: readonly NewHome[]): Promise<Failures> {
  const failures = new Map<string, string>();
  for (const [baseFolder, inBase] of Map.groupBy(homes, ({ path: home }) => path.dirname(home))) {
    try {
      await using base = await openBase(baseFolder);
      const skeleton = await readSkeleton();
      await attempt(inBase, failures, (home) => makeDraft(base, home, skeleton));
      // What is in them must be there before their names are, and one sync for all beats one for each file.
      await runCommand(['sync', '--file-system', '--', baseFolder]);
      await attempt(inBase, failures, (home) => putInPlace(base, home));
      await base.sync();
    } catch (error) {
      for (const home of inBase) failures.set(home.path, messageOf(error));
    }
  }
  return failures;
}

async function attempt(
  homes: readonly NewHome[],
  failures: Map<string, string>,
  step: (home: NewHome) => Promise<void>,
): Promise<void> {
  for (const home of homes) {
    if (failures.has(home.path)) continue;
    await step(home).catch((error: unknown) => failures.set(home.path, messageOf(error)));
  }
}

async function makeDraft(base: FolderHandle, home: NewHome, skeleton: Skeleton): Promise<void> {
  const name = draftName(path.basename(home.path));
  // Left by a crash, and never open to anyone but root.
  await rm(path.join(path.dirname(home.path), name), { recursive: true, force: true });
  await base.makeFolder(name);
  await using folder = await base.openBelow(name);
  await fill(folder, skeleton, home.owner);
}

async function fill(folder: FolderHandle, skeleton: Skeleton, { uid, gid }: FolderOwner): Promise<void> {
  for (const { name, mode, content } of skeleton) {
    if (content instanceof Uint8Array) {
      await folder.makeFile(name, content, uid, gid, mode);
      continue;
    }
    await folder.makeFolder(name);
    await using inside = await folder.openBelow(name);
    await fill(inside, content, { uid, gid });
    await inside.setOwnership(uid, gid, mode);
  }
}

async function putInPlace(base: FolderHandle, { path: home, ownership }: NewHome): Promise<void> {
  const draft = draftName(path.basename(home));
  await using folder = await base.openBelow(draft);
  await rename(path.join(path.dirname(home), draft), home);
  await folder.setOwnership(ownership.uid, ownership.gid, ownership.mode);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
