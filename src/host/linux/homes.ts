import { readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { FolderState, HomeFolder, HomeQuery, HomeState, Homes, Ownership } from '../host.ts';
import { errorCode } from './error-code.ts';
import { FolderHandle } from './folder-handle.ts';
import { runCommand, tryCommand } from './run-command.ts';

const SKELETON = '/etc/skel';

export const homes: Homes = { observe, makeHome, setHomeOwnership, grantSearch, makeFolder };

async function observe(queries: readonly HomeQuery[]): Promise<readonly HomeState[]> {
  const searchable = await searchableHomes(queries);
  const states: HomeState[] = [];
  for (const query of queries) {
    const home = await folderState(path.dirname(query.path), path.basename(query.path));
    const folders = new Map<string, FolderState>();
    if (home.state === 'folder') {
      for (const folder of query.folders) folders.set(folder, await folderState(query.path, folder));
    }
    states.push({ home, searchable: searchable.has(query.path), folders });
  }
  return states;
}

async function folderState(base: string, relative: string): Promise<FolderState> {
  const parent = path.join(base, path.dirname(relative));
  try {
    await using folder = await FolderHandle.open(parent);
    const name = path.basename(relative);
    const found = await folder.lstat(name);
    if (!found.isDirectory()) {
      return {
        state: 'obstructed',
        by: `${path.join(parent, name)} is ${found.isSymbolicLink() ? 'a link' : 'no folder'}`,
      };
    }
    await using itself = await folder.openBelow(name);
    const stats = await itself.stat();
    const mode = stats.mode & 0o7777;
    return { state: 'folder', uid: stats.uid, gid: stats.gid, mode, unfinished: await isUnfinished(itself) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { state: 'absent' };
    if (errorCode(error) === 'ENOTDIR' || errorCode(error) === 'ELOOP') {
      return { state: 'obstructed', by: `a part of ${path.join(base, relative)} is a link or no folder` };
    }
    throw error;
  }
}

/** The homes whose ACL gives the user search permission and nothing else; one getfacl for all of them. */
async function searchableHomes(queries: readonly HomeQuery[]): Promise<Set<string>> {
  const searchable = new Set<string>();
  if (queries.length === 0) return searchable;
  const users = new Map(queries.map((query) => [query.path, query.searchUser]));
  // getfacl ends with 1 when one of the homes is missing, and still prints the others.
  const listing = await tryCommand(['getfacl', '--absolute-names', '--physical', '--', ...users.keys()]);
  let file = '';
  for (const line of listing.stdout.split('\n')) {
    if (line.startsWith('# file: ')) file = line.slice('# file: '.length);
    // An entry that the mask cuts down carries a trailing `#effective:` and so is not equal.
    else if (line === `user:${users.get(file)}:--x`) searchable.add(file);
  }
  return searchable;
}

async function makeHome(
  home: string,
  as: Ownership,
  skeletonOwner: { uid: number; gid: number },
): Promise<void> {
  const baseFolder = path.dirname(home);
  await using base = await FolderHandle.open(baseFolder);
  await refuseOpenBase(base, baseFolder);
  // Filled under another name and while only root can enter, so that a crash leaves no half of a home.
  const draft = path.join(baseFolder, `.jopanel-new-${path.basename(home)}`);
  await rm(draft, { recursive: true, force: true });
  await base.makeFolder(path.basename(draft));
  await using folder = await base.openBelow(path.basename(draft));
  await fillFromSkeleton(folder, skeletonOwner);
  await folder.sync();
  await rename(draft, home);
  await folder.setOwnership(as.uid, as.gid, as.mode);
  await base.sync();
}

async function fillFromSkeleton(home: FolderHandle, owner: { uid: number; gid: number }): Promise<void> {
  await using skeleton = await FolderHandle.open(SKELETON);
  for (const name of await skeleton.names()) {
    // Only root writes below /etc/skel. Folders and links there are left out: an account starts plain.
    if (!(await skeleton.lstat(name)).isFile()) continue;
    await home.makeFile(name, await readFile(path.join(SKELETON, name)), owner.uid, owner.gid, 0o644);
  }
}

async function setHomeOwnership(home: string, as: Ownership): Promise<void> {
  await using base = await FolderHandle.open(path.dirname(home));
  await refuseOpenBase(base, path.dirname(home));
  await using folder = await base.openBelow(path.basename(home));
  await folder.setOwnership(as.uid, as.gid, as.mode);
}

/** A base folder that others can write could hand us any folder of the system under a home's name. */
async function refuseOpenBase(base: FolderHandle, where: string): Promise<void> {
  const stats = await base.stat();
  if (stats.uid !== 0 || (stats.mode & 0o022) !== 0) {
    throw new Error(
      `${where} must belong to root and be writable by root only: chown root ${where}; chmod 0755 ${where}`,
    );
  }
}

async function grantSearch(paths: readonly string[], searchUser: string): Promise<void> {
  if (paths.length === 0) return;
  // The homes' names lie in a folder that only root can write, so their plain paths are safe.
  await runCommand(['setfacl', '--physical', '--modify', `user:${searchUser}:--x`, '--', ...paths]);
}

async function makeFolder(
  home: string,
  folder: HomeFolder,
  owner: { uid: number; gid: number },
): Promise<void> {
  const names = folder.path.split('/');
  let at = await FolderHandle.open(home);
  try {
    for (const [depth, name] of names.entries()) {
      const next = await enterOrMake(at, name, {
        ...owner,
        mode: depth === names.length - 1 ? folder.mode : 0o755,
      });
      await at[Symbol.asyncDispose]();
      at = next;
    }
  } finally {
    await at[Symbol.asyncDispose]();
  }
}

async function enterOrMake(parent: FolderHandle, name: string, as: Ownership): Promise<FolderHandle> {
  try {
    await parent.makeFolder(name);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const folder = await parent.openBelow(name);
  // Only a folder that is fresh from makeFolder is handed over: what else root owns here was put there on purpose.
  if (await isUnfinished(folder)) {
    await folder.setOwnership(as.uid, as.gid, as.mode);
    await folder.sync();
    await parent.sync();
  }
  return folder;
}

/** True for an empty folder that nobody but root can enter: one that `enterOrMake` has made and not yet handed over. */
async function isUnfinished(folder: FolderHandle): Promise<boolean> {
  const { uid, mode } = await folder.stat();
  return uid === 0 && (mode & 0o7777) === 0o700 && (await folder.names()).length === 0;
}
