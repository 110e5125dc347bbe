import { archiveHome, removeArchivedHome } from '../crash-safe/homes/archive-home.ts';
import { foldersHolding } from '../crash-safe/homes/folders-holding.ts';
import { makeFolders } from '../crash-safe/homes/make-folders.ts';
import { makeHomes } from '../crash-safe/homes/make-homes.ts';
import { setHomeOwnership } from '../crash-safe/homes/set-home-ownership.ts';
import { showLogs } from '../crash-safe/homes/show-logs.ts';
import type { Homes } from '../homes.ts';
import { archiveCalls } from './archive-calls.ts';
import { folderCalls } from './folder-calls.ts';
import { homeOwners } from './home-owners.ts';
import { readHomeStates } from './homes/read-home-states.ts';
import { grantSearch } from './search-permission.ts';

/** Everything below a home may be changed by its user at any moment, also while we look or work. */
export const homes: Homes = {
  observe: readHomeStates,
  holding: (folders, name) => foldersHolding(folderCalls, folders, name),
  owners: homeOwners,
  makeHomes: (wanted) => makeHomes(folderCalls, wanted),
  setHomeOwnership: async (home, as) => setHomeOwnership(folderCalls, home, as),
  grantSearch: (paths, searchUser) => grantSearch(searchUser, paths),
  makeFolders: (wanted) => makeFolders(folderCalls, wanted),
  showLogs: (wanted) => showLogs(folderCalls, wanted),
  archiveHome: (path, owner, archiveDir, stop) => archiveHome(archiveCalls, path, owner, archiveDir, stop),
  removeArchivedHome: (path, archiveDir, stop) => removeArchivedHome(archiveCalls, path, archiveDir, stop),
};
