import { closeSync, constants, lstatSync, openSync, readdirSync, type Stats } from 'node:fs';
import path from 'node:path';
import { errorMessage } from '../../../model/error-message.ts';
import { shownLogs } from '../../crash-safe/homes/show-logs.ts';
import { archivedName } from '../../crash-safe/homes/trusted-base.ts';
import { errorCode } from '../../error-code.ts';
import { DescriptorFolder } from '../../files/descriptor-folder.ts';
import { fdPath } from '../../files/fd-path.ts';
import type { FolderState, HomeQuery, HomeState, LinkedFolder, ShownLogs } from '../../homes.ts';
import { yieldToEventLoop } from '../../process/yield-to-event-loop.ts';
import { searchableBy } from '../search-permission.ts';
import { followInside } from './follow-inside.ts';

// O_PATH, which Node does not name: a descriptor to go on from, for which nothing is opened, mounted or read.
const PASS_THROUGH = 0o10000000 | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * How homes are, and the folders asked for inside them. Every step is taken from
 * the descriptor of the folder before it, so no link is followed whatever a user
 * does meanwhile. Synchronous calls, as a thousand homes take a fifth of the
 * time that way; others get their turn in between.
 */
export async function readHomeStates(queries: readonly HomeQuery[]): Promise<readonly HomeState[]> {
  // Another process works meanwhile. Of a home that is not there it says nothing.
  const listing = searchableHomes(queries);
  const states: Omit<HomeState, 'searchable'>[] = [];
  const bases = new Map<string, number | FolderState>();
  try {
    for (const query of queries) {
      await yieldToEventLoop();
      states.push(observeApart(query, baseOf(query, bases)));
    }
  } finally {
    for (const base of bases.values()) if (typeof base === 'number') closeSync(base);
  }
  const searchable = await listing;
  return states.map((state, index) => ({ ...state, searchable: searchable.has(queries[index]?.path ?? '') }));
}

async function searchableHomes(queries: readonly HomeQuery[]): Promise<ReadonlySet<string>> {
  const byUser = Map.groupBy(queries, ({ searchUser }) => searchUser);
  const found = await Promise.all(
    [...byUser].map(([user, group]) =>
      searchableBy(
        user,
        group.map(({ path: home }) => home),
      ),
    ),
  );
  return new Set(found.flatMap((homes) => [...homes]));
}

/** The descriptor of the folder that the home lies in, or why there is none. */
function baseOf(query: HomeQuery, opened: Map<string, number | FolderState>): number | FolderState {
  const base = path.dirname(query.path);
  const known = opened.get(base);
  if (known !== undefined) return known;
  let at = openSync('/', PASS_THROUGH);
  for (const name of base.split('/').filter((part) => part !== '')) {
    const next = enter(at, name, base);
    closeSync(at);
    if (typeof next !== 'number') {
      opened.set(base, next);
      return next;
    }
    at = next;
  }
  opened.set(base, at);
  return at;
}

/** A failure that a user causes is reported for that home, and the other homes are observed all the same. */
function observeApart(query: HomeQuery, base: number | FolderState): Omit<HomeState, 'searchable'> {
  try {
    return observeHome(query, base);
  } catch (error) {
    const why = errorMessage(error);
    const home: FolderState = { state: 'obstructed', by: `${query.path} cannot be looked into: ${why}` };
    return { home, folders: new Map(), logs: 'absent', removing: false };
  }
}

function observeHome(query: HomeQuery, base: number | FolderState): Omit<HomeState, 'searchable'> {
  const folders = new Map<string, FolderState | LinkedFolder>();
  if (typeof base !== 'number') return { home: base, folders, logs: 'absent', removing: false };
  const name = path.basename(query.path);
  const removing = lookAt(base, archivedName(name)) !== undefined;
  const home = stateOf(base, name, query.path);
  if (home.state !== 'folder') return { home, folders, logs: 'absent', removing };
  const inside = enter(base, name, query.path);
  if (typeof inside !== 'number') return { home: inside, folders, logs: 'absent', removing };
  try {
    const wanted = query.folders.map((folder) => folder.split('/'));
    observeBelow(inside, query.path, wanted, folders);
    for (const parts of wanted) {
      const found = folders.get(parts.join('/'));
      // What is in the way may be a link of the account's own, which leads to a folder of its home.
      if (found?.state === 'obstructed')
        folders.set(parts.join('/'), followInside(inside, query.path, parts));
    }
    return { home, folders, logs: logsIn(query), removing };
  } finally {
    closeSync(inside);
  }
}

/** A look that the account disturbs is made again at the next observation. */
function logsIn({ path: home, logDir }: HomeQuery): ShownLogs {
  try {
    using folder = DescriptorFolder.open(home);
    return shownLogs(folder, logDir);
  } catch {
    return 'other';
  }
}

/** Looks at folders by their parts below `at`; each folder on the way is entered once. */
function observeBelow(
  at: number,
  where: string,
  wanted: readonly (readonly string[])[],
  found: Map<string, FolderState | LinkedFolder>,
  passed: readonly string[] = [],
): void {
  for (const [name = '', group] of Map.groupBy(wanted, ([first]) => first)) {
    const here = [...passed, name];
    const place = `${where}/${name}`;
    const deeper = group.filter((parts) => parts.length > 1).map((parts) => parts.slice(1));
    if (deeper.length < group.length) found.set(here.join('/'), stateOf(at, name, place));
    if (deeper.length === 0) continue;
    const next = enter(at, name, place);
    if (typeof next !== 'number') {
      for (const parts of deeper) found.set([...here, ...parts].join('/'), next);
      continue;
    }
    try {
      observeBelow(next, place, deeper, found, here);
    } finally {
      closeSync(next);
    }
  }
}

function stateOf(at: number, name: string, where: string): FolderState {
  const stats = lookAt(at, name);
  if (stats === undefined) return { state: 'absent' };
  if (!stats.isDirectory()) {
    return { state: 'obstructed', by: `${where} is ${stats.isSymbolicLink() ? 'a link' : 'no folder'}` };
  }
  const mode = stats.mode & 0o7777;
  // Fresh from mkdir, or with the mode of a site already and not yet its user's.
  const unfinished = stats.uid === 0 && (mode === 0o700 || mode === 0o755) && isEmpty(at, name);
  return { state: 'folder', uid: stats.uid, gid: stats.gid, mode, unfinished };
}

/** Only asked of a folder that root alone can fill; its user may have put something else in its place since. */
function isEmpty(at: number, name: string): boolean {
  const folder = enter(at, name, name);
  if (typeof folder !== 'number') return false;
  try {
    return readdirSync(fdPath(folder, '.')).length === 0;
  } finally {
    closeSync(folder);
  }
}

function lookAt(at: number, name: string): Stats | undefined {
  return lstatSync(fdPath(at, name), { throwIfNoEntry: false });
}

function enter(at: number, name: string, where: string): number | FolderState {
  try {
    return openSync(fdPath(at, name), PASS_THROUGH);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return { state: 'absent' };
    if (code === 'ENOTDIR' || code === 'ELOOP') {
      return { state: 'obstructed', by: `${where} is a link or no folder` };
    }
    // Such as a file system that the user has mounted there, which even root may not look into.
    if (code === 'EACCES') return { state: 'obstructed', by: `${where} cannot be entered` };
    throw error;
  }
}
