import { makeFolders } from '../../../src/host/crash-safe/homes/make-folders.ts';
import { makeHomes } from '../../../src/host/crash-safe/homes/make-homes.ts';
import { setHomeOwnership } from '../../../src/host/crash-safe/homes/set-home-ownership.ts';
import { archivedName } from '../../../src/host/crash-safe/homes/trusted-base.ts';
import type { FolderState, Homes } from '../../../src/host/homes.ts';
import type { Ownership } from '../../../src/host/root-files.ts';
import { create, type DiskNode, lookUp, remove, rename, setOwnership, sync, walk } from '../disk.ts';
import type { World } from '../world.ts';
import { simFolderCalls } from './folder-calls.ts';

const ROOT_ONLY = { uid: 0, gid: 0, mode: 0o700 };

/** The product's own steps, on the simulated disk; what looks at homes, and what a program does there, is simulated. */
export function simHomes(world: World): Homes {
  const { machine, effects } = world;
  const { disk } = machine;

  const calls = simFolderCalls(world);

  /** chmod, then chown. */
  function hand(path: string, as: Ownership): void {
    effects.make(
      'file',
      `chown ${path}`,
      () => setOwnership(disk, path, { uid: as.uid, gid: as.gid, mode: as.mode }),
      () => setOwnership(disk, path, { mode: as.mode }),
    );
  }

  return {
    async observe(queries) {
      effects.check();
      return queries.map(({ path, folders, searchUser }) => ({
        home: stateOf(lookUp(disk, path)),
        searchable: lookUp(disk, path)?.acl.has(searchUser) ?? false,
        folders: new Map(folders.map((folder) => [folder, stateOf(lookUp(disk, `${path}/${folder}`))])),
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

    async archiveHome(path, archiveDir, stop) {
      if (lookUp(disk, archiveDir) === undefined) {
        effects.make(
          'file',
          `mkdir ${archiveDir}`,
          () => void create(disk, archiveDir, 'folder', '', ROOT_ONLY),
        );
      }
      const username = path.slice(path.lastIndexOf('/') + 1);
      for (const name of lookUp(disk, archiveDir)?.entries.keys() ?? []) {
        if (!name.startsWith(`.${username}-`)) continue;
        effects.make('file', `unlink ${archiveDir}/${name}`, () => remove(disk, `${archiveDir}/${name}`));
      }
      let number = 1;
      while (lookUp(disk, `${archiveDir}/${username}-${number}.tar`) !== undefined) number += 1;
      const archive = `${archiveDir}/${username}-${number}.tar`;
      const partial = `${archiveDir}/.${username}-${number}.tar`;
      const content = archiveOf(disk, path);
      effects.make(
        'command',
        `tar ${path}`,
        () => void create(disk, partial, 'file', content, { uid: 0, gid: 0, mode: 0o600 }),
        () =>
          void create(disk, partial, 'file', content.slice(0, content.length / 2), {
            uid: 0,
            gid: 0,
            mode: 0o600,
          }),
      );
      stop.throwIfAborted();
      effects.make('sync', `fsync ${partial}`, () => sync(disk, partial));
      effects.make('file', `rename to ${archive}`, () => rename(disk, partial, archive));
      effects.make('sync', `fsync ${archiveDir}`, () => sync(disk, archiveDir));
      const gone = beside(path, archivedName);
      if (lookUp(disk, gone) !== undefined) {
        effects.make('command', `rm -r ${gone}`, () => remove(disk, gone));
      }
      effects.make('file', `rename to ${gone}`, () => rename(disk, path, gone));
      hand(gone, ROOT_ONLY);
      effects.make('sync', 'fsync /home', () => sync(disk, '/home'));
      return archive;
    },

    async removeArchivedHome(path) {
      const gone = beside(path, archivedName);
      const node = lookUp(disk, gone);
      if (node === undefined) return effects.check();
      const [first] = node.entries.keys();
      effects.make(
        'command',
        `rm -r ${gone}`,
        () => remove(disk, gone),
        () => first !== undefined && remove(disk, `${gone}/${first}`),
      );
      effects.make('sync', 'fsync /home', () => sync(disk, '/home'));
    },
  };
}

/** What tar keeps of a folder, in a form that a test can read. */
export function archiveOf(disk: World['machine']['disk'], path: string): string {
  const root = lookUp(disk, path);
  if (root === undefined) throw new Error(`tar: ${path}: No such file or directory`);
  const files: string[] = [];
  for (const [name, node] of walk(disk, '', root.id)) {
    if (node.kind === 'file') files.push(`${name} ${node.uid}:${node.gid} ${JSON.stringify(node.text)}`);
  }
  return `${files.join('\n')}\nend of archive\n`;
}

function beside(path: string, name: (home: string) => string): string {
  const slash = path.lastIndexOf('/');
  return `${path.slice(0, slash)}/${name(path.slice(slash + 1))}`;
}

function stateOf(node: DiskNode | undefined): FolderState {
  if (node === undefined) return { state: 'absent' };
  if (node.kind === 'file') return { state: 'obstructed', by: 'it is no folder' };
  const { uid, gid, mode } = node;
  const unfinished = uid === 0 && (mode === 0o700 || mode === 0o755) && node.entries.size === 0;
  return { state: 'folder', uid, gid, mode, unfinished };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
