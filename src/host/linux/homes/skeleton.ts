import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FolderHandle } from '../folder-handle.ts';

const SKELETON = '/etc/skel';

/** What a fresh home is filled with. */
export type Skeleton = readonly SkeletonEntry[];

interface SkeletonEntry {
  readonly name: string;
  readonly mode: number;
  /** The bytes of a file, or what is in a folder. */
  readonly content: Uint8Array | Skeleton;
}

/** Files and folders of /etc/skel; links and special files are left out: an account starts plain. */
export async function readSkeleton(): Promise<Skeleton> {
  await using folder = await FolderHandle.open(SKELETON);
  // Awaited here: the folder is closed when this returns.
  return await entriesOf(folder, SKELETON);
}

async function entriesOf(folder: FolderHandle, where: string): Promise<SkeletonEntry[]> {
  const entries: SkeletonEntry[] = [];
  for (const name of await folder.names()) {
    const found = await folder.lstat(name);
    const mode = found.mode & 0o777;
    const place = path.join(where, name);
    // Only root writes there, so the plain path is safe.
    if (found.isFile()) entries.push({ name, mode, content: await readFile(place) });
    if (!found.isDirectory()) continue;
    await using inside = await folder.openBelow(name);
    entries.push({ name, mode, content: await entriesOf(inside, place) });
  }
  return entries;
}
