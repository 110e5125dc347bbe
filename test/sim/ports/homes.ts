import { archiveHome, removeArchivedHome } from '../../../src/host/crash-safe/homes/archive-home.ts';
import { foldersHolding } from '../../../src/host/crash-safe/homes/folders-holding.ts';
import { makeFolders } from '../../../src/host/crash-safe/homes/make-folders.ts';
import { makeHomes } from '../../../src/host/crash-safe/homes/make-homes.ts';
import { setHomeOwnership } from '../../../src/host/crash-safe/homes/set-home-ownership.ts';
import { showLogs, shownLogs } from '../../../src/host/crash-safe/homes/show-logs.ts';
import { archivedName } from '../../../src/host/crash-safe/homes/trusted-base.ts';
import type { FolderState, Homes, ShownLogs } from '../../../src/host/homes.ts';
import { type Disk, type DiskNode, lookUp } from '../disk.ts';
import type { World } from '../world.ts';
import { simArchiveCalls } from './archive-calls.ts';

/** The product's own steps, on the simulated disk; what looks at homes, and what a program does there, is simulated. */
export function simHomes(world: World): Homes {
  const { machine, effects } = world;
  const { disk } = machine;

  const calls = simArchiveCalls(world);

  function logsIn(home: string, logDir: string): ShownLogs {
    if (lookUp(disk, home)?.kind !== 'folder') return 'absent';
    using folder = calls.open(home);
    return shownLogs(folder, logDir);
  }

  return {
    async observe(queries) {
      effects.check();
      return queries.map(({ path, folders, searchUser, logDir }) => ({
        home: stateOf(lookUp(disk, path)),
        searchable: lookUp(disk, path)?.acl.has(searchUser) ?? false,
        folders: new Map(folders.map((folder) => [folder, stateBelow(disk, path, folder)])),
        logs: logsIn(path, logDir),
        removing: lookUp(disk, beside(path, archivedName)) !== undefined,
      }));
    },

    async owners(bases) {
      effects.check();
      const folders = bases.flatMap((base) =>
        [...(lookUp(disk, base)?.entries.keys() ?? [])].map((name) => `${base}/${name}`),
      );
      return new Map(
        folders.flatMap((path) => {
          const node = lookUp(disk, path);
          return node?.kind === 'folder' ? [[path, { uid: node.uid, gid: node.gid }] as const] : [];
        }),
      );
    },

    holding: (folders, name) => foldersHolding(calls, folders, name),

    makeHomes: (wanted) => effects.whileAlive(makeHomes(calls, wanted)),
    setHomeOwnership: async (path, as) => setHomeOwnership(calls, path, as),

    async grantSearch(paths, searchUser) {
      const grant = (some: readonly string[]) => {
        for (const path of some) lookUp(disk, path)?.acl.add(searchUser);
      };
      try {
        effects.make(
          'command',
          `setfacl ${paths.join(' ')}`,
          () => grant(paths),
          () => grant(paths.slice(0, Math.floor(paths.length / 2))),
        );
        return new Map();
      } catch (error) {
        effects.check();
        const left = paths.filter((path) => !lookUp(disk, path)?.acl.has(searchUser));
        return new Map(left.map((path) => [path, messageOf(error)]));
      }
    },

    makeFolders: (wanted) => effects.whileAlive(makeFolders(calls, wanted)),
    showLogs: (wanted) => effects.whileAlive(showLogs(calls, wanted)),

    archiveHome: (path, owner, archiveDir, stop) =>
      effects.whileAlive(archiveHome(calls, path, owner, archiveDir, stop)),
    removeArchivedHome: (path, archiveDir, stop) =>
      effects.whileAlive(removeArchivedHome(calls, path, archiveDir, stop)),
  };
}

function beside(path: string, name: (home: string) => string): string {
  const slash = path.lastIndexOf('/');
  return `${path.slice(0, slash)}/${name(path.slice(slash + 1))}`;
}

/** As it is seen on the way down: behind what is no folder there is nothing to see. */
function stateBelow(disk: Disk, home: string, folder: string): FolderState {
  const parts = folder.split('/');
  const parents = parts.slice(1).map((_, depth) => `${home}/${parts.slice(0, depth + 1).join('/')}`);
  const isBlocked = parents.some((parent) => lookUp(disk, parent)?.kind === 'file');
  return isBlocked
    ? { state: 'obstructed', by: `a part of ${folder} is no folder` }
    : stateOf(lookUp(disk, `${home}/${folder}`));
}

function stateOf(node: DiskNode | undefined): FolderState {
  if (node === undefined) return { state: 'absent' };
  if (node.kind !== 'folder') return { state: 'obstructed', by: 'it is no folder' };
  const { uid, gid, mode } = node;
  const unfinished = uid === 0 && (mode === 0o700 || mode === 0o755) && node.entries.size === 0;
  return { state: 'folder', uid, gid, mode, unfinished };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
