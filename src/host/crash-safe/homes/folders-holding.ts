import type { FolderInHome } from '../../homes.ts';
import type { FolderCalls } from '../folder-handle.ts';

/** @returns absolute paths of those of the folders in which there is a file of this name */
export async function foldersHolding(
  calls: Pick<FolderCalls, 'open' | 'yieldTurn'>,
  folders: readonly FolderInHome[],
  name: string,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const { home, path } of folders) {
    await calls.yieldTurn();
    try {
      using folder = calls.open(`${home}/${path}`);
      if (folder.entry(name)?.kind === 'file') found.add(`${home}/${path}`);
    } catch {
      // It is not there, or a link: what the account does with its folders is no fault of the look.
    }
  }
  return found;
}
