import path from 'node:path';
import type { FolderOwner } from '../homes.ts';
import { rootFiles } from './root-files.ts';

export async function homeOwners(bases: readonly string[]): Promise<ReadonlyMap<string, FolderOwner>> {
  const homes = new Map<string, FolderOwner>();
  for (const base of new Set(bases)) {
    for (const name of await rootFiles.list(base)) {
      const home = path.join(base, name);
      const found = await rootFiles.folder(home);
      if (found !== undefined) homes.set(home, { uid: found.uid, gid: found.gid });
    }
  }
  return homes;
}
