import type { FolderState, HomeFolder, HomeState } from '../../src/host/host.ts';
import { action } from '../action.ts';
import { type Action, blocked, type Plan, type Surroundings } from '../controller.ts';
import type { DesiredHome } from './desired.ts';

export function planHome(
  username: string,
  desired: DesiredHome,
  observed: HomeState,
  { owns }: Surroundings,
): Plan {
  const { home } = observed;
  if (home.state === 'obstructed') return blocked('Conflict', `${home.by}; move it away`);
  if (home.state === 'folder' && !owns(homeItem(username)) && !mayAdopt(home, desired)) {
    return blocked(
      'Conflict',
      `${desired.path} belongs to uid ${home.uid}, not to ${username}; move it away`,
    );
  }
  const actions = [...homeSteps(username, desired, observed), ...folderSteps(username, desired, observed)];
  const obstruction = desired.folders.map(({ path }) => observed.folders.get(path)).find(isObstructed);
  return {
    actions,
    publications: [],
    ...(obstruction === undefined
      ? {}
      : {
          blocked: {
            reason: 'Obstructed' as const,
            message: `${obstruction.by}; links below a home are never followed`,
          },
        }),
  };
}

function homeItem(username: string): string {
  return `home:${username}`;
}

/** A home that is there already becomes ours only if it is the account's own in every respect but its mode. */
function mayAdopt(home: FolderState & { state: 'folder' }, { owner }: DesiredHome): boolean {
  return home.uid === owner.uid || (home.uid === 0 && (home.gid === owner.gid || home.unfinished));
}

function homeSteps(username: string, desired: DesiredHome, { home, searchable }: HomeState): Action[] {
  const { path, ownership, owner, searchUser } = desired;
  const { uid, gid, mode } = ownership;
  const grant = action('home', username, `let ${searchUser} pass through ${path}`, (host) =>
    host.homes.grantSearch([path], searchUser),
  );
  if (home.state !== 'folder') {
    const make = action(
      'home',
      username,
      `make ${path}`,
      (host) => host.homes.makeHome(path, ownership, owner),
      { owns: [homeItem(username)] },
    );
    return [make, grant];
  }
  const differs = home.uid !== uid || home.gid !== gid || home.mode !== mode;
  const heal = action(
    'home',
    username,
    `give ${path} to ${uid}:${gid} with mode ${mode.toString(8).padStart(4, '0')}`,
    (host) => host.homes.setHomeOwnership(path, ownership),
    { owns: [homeItem(username)] },
  );
  return [...(differs ? [heal] : []), ...(searchable ? [] : [grant])];
}

function folderSteps(username: string, desired: DesiredHome, observed: HomeState): Action[] {
  return desired.folders
    .filter((folder) => isMissing(observed.folders.get(folder.path)))
    .map((folder) => makeFolder(username, desired, folder));
}

function makeFolder(username: string, { path, owner }: DesiredHome, folder: HomeFolder): Action {
  return action('home', username, `make ${path}/${folder.path}`, (host) =>
    host.homes.makeFolder(path, folder, owner),
  );
}

/** Also true for a folder that a crash left between being made and being handed to its user. */
function isMissing(folder: FolderState | undefined): boolean {
  if (folder === undefined || folder.state === 'absent') return true;
  return folder.state === 'folder' && folder.unfinished;
}

function isObstructed(folder: FolderState | undefined): folder is FolderState & { state: 'obstructed' } {
  return folder?.state === 'obstructed';
}
