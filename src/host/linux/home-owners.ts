import path from 'node:path';
import { rootFiles } from './root-files.ts';

export interface HomeOwner {
  readonly uid: number;
  readonly gid: number;
}

/** Whose each folder in these is, by its path: every one, whether anybody knows of it or not. */
export async function homeOwners(bases: Iterable<string>): Promise<ReadonlyMap<string, HomeOwner>> {
  const homes = new Map<string, HomeOwner>();
  for (const base of new Set(bases)) {
    for (const name of await rootFiles.list(base)) {
      const home = path.join(base, name);
      const found = await rootFiles.folder(home);
      if (found !== undefined) homes.set(home, { uid: found.uid, gid: found.gid });
    }
  }
  return homes;
}
