import type { FolderCalls, FolderHandle } from '../folder-handle.ts';

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
export function readSkeleton({ open }: Pick<FolderCalls, 'open'>): Skeleton {
  using folder = open(SKELETON);
  return entriesOf(folder);
}

function entriesOf(folder: FolderHandle): SkeletonEntry[] {
  const entries: SkeletonEntry[] = [];
  for (const name of folder.names()) {
    const found = folder.entry(name);
    const mode = (found?.mode ?? 0) & 0o777;
    if (found?.kind === 'file') entries.push({ name, mode, content: folder.read(name) });
    if (found?.kind !== 'folder') continue;
    using inside = folder.openBelow(name);
    entries.push({ name, mode, content: entriesOf(inside) });
  }
  return entries;
}
