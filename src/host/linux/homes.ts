import path from 'node:path';
import type { Homes } from '../homes.ts';
import type { Ownership } from '../root-files.ts';
import { homeOwners } from './home-owners.ts';
import { archiveHome, removeArchivedHome } from './homes/archive-home.ts';
import { makeFolders } from './homes/make-folders.ts';
import { makeHomes } from './homes/make-homes.ts';
import { observeHomes } from './homes/observe-homes.ts';
import { openBase } from './homes/trusted-base.ts';
import { grantSearch } from './search-permission.ts';

/** Everything below a home may be changed by its user at any moment, also while we look or work. */
export const homes: Homes = {
  observe: observeHomes,
  owners: homeOwners,
  makeHomes,
  setHomeOwnership,
  grantSearch: (paths, searchUser) => grantSearch(searchUser, paths),
  makeFolders,
  archiveHome,
  removeArchivedHome,
};

async function setHomeOwnership(home: string, as: Ownership): Promise<void> {
  using base = openBase(path.dirname(home));
  using folder = base.openBelow(path.basename(home));
  folder.setOwnership(as.uid, as.gid, as.mode);
}
