import type { UserIds } from '../../src/host/accounts.ts';
import type { FolderState, HomeFolder, LogsToShow, NewFolders, NewHome } from '../../src/host/homes.ts';
import type { Ownership } from '../../src/host/root-files.ts';
import { action, type StepDetails } from '../action.ts';
import { bulkAction } from '../bulk.ts';
import type { Action } from '../controller.ts';
import type { DesiredHome } from './desired.ts';

export const homeItem = (username: string) => `home:${username}`;

const makeTogether = bulkAction<NewHome>('home', async (homes, host) =>
  byAccount(homes, await host.homes.makeHomes([...homes.values()])),
);

const makeFoldersTogether = bulkAction<NewFolders>('home', async (wanted, host) => {
  const homes = new Map([...wanted].map(([username, { home }]) => [username, { path: home }]));
  return byAccount(homes, await host.homes.makeFolders([...wanted.values()]));
});

const showTogether = bulkAction<LogsToShow>('home', async (wanted, host) => {
  const homes = new Map([...wanted].map(([username, { home }]) => [username, { path: home }]));
  return byAccount(homes, await host.homes.showLogs([...wanted.values()]));
});

const grantTogether = bulkAction<{ readonly path: string; readonly user: string }>(
  'home',
  async (grants, host) => {
    const failures = new Map<string, string>();
    for (const [user, group] of Map.groupBy(grants.values(), (grant) => grant.user)) {
      const failed = await host.homes.grantSearch(
        group.map(({ path }) => path),
        user,
      );
      for (const [path, message] of failed) failures.set(path, message);
    }
    return byAccount(grants, failures);
  },
);

export function makeHomeAction(username: string, { path, ownership, owner }: DesiredHome): Action {
  return makeTogether(
    username,
    'home',
    `make ${path}`,
    { path, ownership, owner },
    { owns: [homeItem(username)], found: 'no such folder' },
  );
}

/** Nothing about the home changes: from now on it is ours to change. */
export function adoptHomeAction(username: string, { path }: DesiredHome): Action {
  return action('home', username, 'home', `adopt ${path}`, async () => {}, { owns: [homeItem(username)] });
}

export function setOwnershipAction(
  username: string,
  { path, ownership }: DesiredHome,
  found: FolderState & { state: 'folder' },
): Action {
  return action(
    'home',
    username,
    'home-mode',
    `give ${path} to ${inWords(ownership)}`,
    (host) => host.homes.setHomeOwnership(path, ownership),
    { owns: [homeItem(username)], found: inWords(found) },
  );
}

export function grantSearchAction(
  username: string,
  { path, searchUser }: DesiredHome,
  more: StepDetails,
): Action {
  return grantTogether(
    username,
    'home-acl',
    `let ${searchUser} pass through ${path}`,
    { path, user: searchUser },
    more,
  );
}

export function makeFoldersAction(
  username: string,
  { path, owner }: DesiredHome,
  folders: readonly HomeFolder[],
): Action {
  const names = folders.map((folder) => folder.path).join(', ');
  return makeFoldersTogether(
    username,
    'folders',
    `make ${names} in ${path}`,
    { home: path, owner, folders },
    { found: 'no such folder', accountMayUndo: true },
  );
}

export function showLogsAction(
  username: string,
  { path, logDir, owner }: DesiredHome,
  as: LogsToShow['as'],
): Action {
  return showTogether(
    username,
    'logs',
    `show ${logDir} as ${path}/logs`,
    {
      home: path,
      logDir,
      gid: owner.gid,
      as,
    },
    { accountMayUndo: true },
  );
}

/** The one step after which the home exists nowhere but in its archive. */
export function archiveAndRemoveAction(username: string, { path, owner, archiveDir }: DesiredHome): Action {
  const user: UserIds = { name: username, ...owner };
  const run: Action['apply'] = async (host, stop) => {
    // A home that no process can change any more is archived whole and removed without a race.
    for (const message of (await host.accounts.endProcessesWhole([user])).values()) throw new Error(message);
    await host.leftovers.remove(user, archiveDir);
    await host.homes.archiveHome(path, owner, archiveDir, stop);
    await host.homes.removeArchivedHome(path, archiveDir, stop);
  };
  return action('home', username, 'home', `archive ${path} to ${archiveDir} and remove it`, run, {
    direction: 'down',
    destructive: true,
    releases: [homeItem(username)],
    // The dumps of its databases and its certificates go into the same archive.
    onceUnusedBy: ['mariadb', 'certificate'],
  });
}

/** After a crash between the two parts of `archiveAndRemove`. */
export function removeArchivedAction(username: string, { path, archiveDir }: DesiredHome): Action {
  return action(
    'home',
    username,
    'archived-home',
    `remove what was ${path}, which is archived`,
    (host, stop) => host.homes.removeArchivedHome(path, archiveDir, stop),
    { direction: 'down', destructive: true },
  );
}

function inWords({ uid, gid, mode }: Ownership): string {
  return `${uid}:${gid} with mode ${mode.toString(8).padStart(4, '0')}`;
}

function byAccount(
  homes: ReadonlyMap<string, { readonly path: string }>,
  failures: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map(
    [...homes].flatMap(([username, { path }]) => {
      const failure = failures.get(path);
      return failure === undefined ? [] : [[username, failure] as const];
    }),
  );
}
