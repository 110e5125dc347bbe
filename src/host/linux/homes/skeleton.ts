import { readFileSync } from 'node:fs';
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
export function readSkeleton(): Skeleton {
  using folder = FolderHandle.open(SKELETON);
  return entriesOf(folder, SKELETON);
}

function entriesOf(folder: FolderHandle, where: string): SkeletonEntry[] {
  const entries: SkeletonEntry[] = [];
  for (const name of folder.names()) {
    const found = folder.lstat(name);
    const mode = found.mode & 0o777;
    const place = path.join(where, name);
    // Only root writes there, so the plain path is safe.
    if (found.isFile()) entries.push({ name, mode, content: readFileSync(place) });
    if (!found.isDirectory()) continue;
    using inside = folder.openBelow(name);
    entries.push({ name, mode, content: entriesOf(inside, place) });
  }
  return entries;
}
