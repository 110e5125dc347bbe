import type { FolderState, HomeState, LinkedFolder } from '../../src/host/homes.ts';
import { type Action, blocked, IN_SYNC, type Plan, type ReconcileContext } from '../controller.ts';
import type { DesiredHome } from './desired.ts';
import {
  adoptHomeAction,
  archiveAndRemoveAction,
  grantSearchAction,
  homeItem,
  makeFoldersAction,
  makeHomeAction,
  removeArchivedAction,
  setOwnershipAction,
  showLogsAction,
} from './steps.ts';

export function planHome(
  username: string,
  desired: DesiredHome,
  observed: HomeState,
  { owns }: Pick<ReconcileContext, 'owns'>,
): Plan {
  const { home } = observed;
  const isOurs = owns(homeItem(username));
  // Retiring removes only what certainly belongs to the account.
  const isLeft = desired.state !== 'present' && (home.state === 'absent' || !isOurs);
  if (isLeft) {
    // Of a retired account that waits until its purge is asked for again: it may take long.
    const isToGo = observed.removing && desired.state === 'gone';
    return isToGo ? steps([removeArchivedAction(username, desired)]) : IN_SYNC;
  }
  if (home.state === 'obstructed') return blocked('Conflict', `${home.by}; move it away`);
  if (home.state === 'folder' && !mayBeOurs(home, desired, isOurs)) {
    return blocked(
      'Conflict',
      `${desired.path} belongs to uid ${home.uid}, not to ${username}; ${handOver(username, desired, home.uid)}`,
    );
  }
  if (desired.state === 'gone') return steps([archiveAndRemoveAction(username, desired)]);
  const leftover = observed.removing ? [removeArchivedAction(username, desired)] : [];
  if (home.state === 'absent') {
    const made = [makeHomeAction(username, desired), grantSearchAction(username, desired, {})];
    const logs = logSteps(username, desired, observed);
    return steps([...made, ...folderSteps(username, desired, observed), ...logs, ...leftover]);
  }
  const logs = logSteps(username, desired, observed);
  // The folder is taken away, and put there, while root alone can change what is in the home.
  const isLeavingChroot = desired.showsLogs === 'link' && home.uid === 0;
  return {
    ...steps([
      ...(isLeavingChroot ? logs : []),
      ...healing(username, desired, home, isOurs),
      ...(observed.searchable ? [] : [grantSearchAction(username, desired, { found: 'no such ACL entry' })]),
      ...folderSteps(username, desired, observed),
      ...(isLeavingChroot ? [] : logs),
      ...leftover,
    ]),
    ...obstacles(desired, observed),
    ...(isOurs ? emptyRoot(username, desired, observed) : {}),
  };
}

/** A home that was copied from another host is the account's, though it carries the old number. */
function handOver(username: string, { path, owner }: DesiredHome, uid: number): string {
  if (uid === 0) return 'move it away';
  const { uid: own, gid } = owner;
  return `if it is the one of ${username}, run: chown --recursive --no-dereference --from=${uid} ${own}:${gid} ${path}; else move it away`;
}

function steps(actions: readonly Action[]): Plan {
  return { actions, publications: [] };
}

/** A home that is there already becomes ours only if it is the account's own in every respect but its mode. */
function mayBeOurs(
  home: FolderState & { state: 'folder' },
  { owner, state }: DesiredHome,
  isOurs: boolean,
): boolean {
  if (isOurs && state !== 'gone') return true;
  return home.uid === owner.uid || (home.uid === 0 && (isOurs || home.gid === owner.gid || home.unfinished));
}

function healing(
  username: string,
  desired: DesiredHome,
  home: FolderState & { state: 'folder' },
  isOurs: boolean,
): Action[] {
  const { uid, gid, mode } = desired.ownership;
  if (home.uid !== uid || home.gid !== gid || home.mode !== mode)
    return [setOwnershipAction(username, desired, home)];
  return isOurs ? [] : [adoptHomeAction(username, desired)];
}

function folderSteps(username: string, desired: DesiredHome, { folders }: HomeState): Action[] {
  const missing = desired.folders.filter(({ path }) => isMissing(folders.get(path)));
  return missing.length === 0 ? [] : [makeFoldersAction(username, desired, missing)];
}

function logSteps(username: string, desired: DesiredHome, { logs }: HomeState): Action[] {
  const { showsLogs } = desired;
  if (showsLogs === undefined || logs === showsLogs || logs === 'other') return [];
  return [showLogsAction(username, desired, showsLogs)];
}

/** Also true for a folder that a crash left between being made and being handed to its user. */
function isMissing(folder: FolderState | LinkedFolder | undefined): boolean {
  if (folder === undefined || folder.state === 'absent') return true;
  return folder.state === 'folder' && folder.unfinished;
}

/** A primary domain that gets another name has another root, in which nothing is yet: the site goes empty at once. */
function emptyRoot(
  username: string,
  { primary, path: home }: DesiredHome,
  { folders }: HomeState,
): Pick<Plan, 'note'> {
  if (primary === undefined || folders.get(primary.path)?.state !== 'absent') return {};
  const { name, path } = primary;
  return {
    note: `${name} is to be served from ${home}/${path}, which is not there yet and so is empty; if it is the new name of a site that is served already, keep its files with: jopanel user rename-domain ${username} OLD ${name}`,
  };
}

/** What the account has put in the way is said, and holds nothing back: the account may do so at any time. */
function obstacles(desired: DesiredHome, observed: HomeState): Pick<Plan, 'unavailable'> {
  const { folders, owner, path: home, logDir, showsLogs } = desired;
  const said = folders.flatMap(({ path }) => {
    const found = observed.folders.get(path);
    if (found?.state === 'obstructed') return [`${found.by}; put a folder in its place`];
    if (found?.state !== 'linked' || [...found.uids].every((uid) => uid === owner.uid)) return [];
    // Its owner chose where it leads to: root is not to give that away.
    return [
      `${path} is a link, and it or what it leads to does not belong to the account; put a folder in its place`,
    ];
  });
  if (showsLogs !== undefined && observed.logs === 'other')
    said.push(
      `${home}/logs is not jopanel's and stays as it is; move it away to see the logs of ${logDir} there`,
    );
  return said.length === 0 ? {} : { unavailable: [...new Set(said)].join('\n') };
}
