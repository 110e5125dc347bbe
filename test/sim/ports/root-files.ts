import { putFiles } from '../../../src/host/crash-safe/put-files.ts';
import type { FoundFile, RootFiles } from '../../../src/host/root-files.ts';
import { create, lookUp, remove, setOwnership } from '../disk.ts';
import { startedWith } from '../systemd.ts';
import type { World } from '../world.ts';
import { simFileCalls } from './file-calls.ts';

export function simRootFiles(world: World): RootFiles {
  const { machine, effects } = world;
  const { disk } = machine;
  const calls = simFileCalls(world);

  return {
    async read(path): Promise<FoundFile> {
      effects.check();
      const started = startedWith(machine, path);
      if (started !== undefined) return { kind: 'file', path, text: started, mode: 0o600, uid: 0, gid: 0 };
      const node = lookUp(disk, path);
      if (node === undefined) return { kind: 'absent' };
      if (node.kind === 'folder') return { kind: 'other', what: 'a folder' };
      const { text, mode, uid, gid } = node;
      return { kind: 'file', path, text, mode, uid, gid };
    },

    async list(folder) {
      return [...(await calls.list(folder))].sort();
    },

    async folder(path) {
      effects.check();
      const node = lookUp(disk, path);
      return node?.kind === 'folder' ? { uid: node.uid, gid: node.gid, mode: node.mode } : undefined;
    },

    async searchable(folders, user) {
      effects.check();
      return new Set(folders.filter((folder) => lookUp(disk, folder)?.acl.has(user)));
    },

    put: (changes) => putFiles(calls, changes),
    syncFolder: (folder) => calls.syncFolder(folder),
    sync: (folder) => calls.syncAll([folder]),

    async makeFolder(path, as) {
      await calls.makeFolders([path.slice(0, path.lastIndexOf('/'))]);
      if (lookUp(disk, path) === undefined) {
        const fresh = { uid: 0, gid: 0, mode: as.mode };
        effects.make('file', `mkdir ${path}`, () => void create(disk, path, 'folder', '', fresh));
      }
      const node = lookUp(disk, path);
      if (node?.kind !== 'folder') throw new Error(`${path} is not a folder; move it away`);
      if (node.uid !== as.uid || node.gid !== as.gid) {
        effects.make('file', `chown ${path}`, () => setOwnership(disk, path, { uid: as.uid, gid: as.gid }));
      }
      if (node.mode !== as.mode) {
        effects.make('file', `chmod ${path}`, () => setOwnership(disk, path, { mode: as.mode }));
      }
    },

    async grantSearch(folders, user) {
      const grant = (paths: readonly string[]) => {
        for (const path of paths) lookUp(disk, path)?.acl.add(user);
      };
      effects.make('command', `setfacl ${folders.join(' ')}`, () => grant(folders));
    },

    async removeEmptyFolders(paths) {
      for (const path of paths) {
        if (lookUp(disk, path)?.entries.size !== 0) continue;
        effects.make('file', `rmdir ${path}`, () => remove(disk, path));
        await calls.syncFolder(path.slice(0, path.lastIndexOf('/')));
      }
    },

    async removeFolder(path) {
      const node = lookUp(disk, path);
      if (node === undefined) return;
      const [first] = node.entries.keys();
      effects.make(
        'file',
        `rm -r ${path}`,
        () => remove(disk, path),
        () => first !== undefined && remove(disk, `${path}/${first}`),
      );
      await calls.syncFolder(path.slice(0, path.lastIndexOf('/')));
    },
  };
}
