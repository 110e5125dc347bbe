import type { FileCalls } from '../../../src/host/crash-safe/file-calls.ts';
import { create, link, lookUp, remove, rename, setOwnership, sync, syncAll } from '../disk.ts';
import { wallTime } from '../machine.ts';
import type { World } from '../world.ts';

const FOLDER = { uid: 0, gid: 0, mode: 0o755 };

export function simFileCalls({ machine, effects }: World): FileCalls {
  const { disk } = machine;
  return {
    async makeFolders(folders) {
      const above = new Set<string>();
      for (const folder of folders) {
        let at = '';
        for (const name of folder.split('/').filter((part) => part !== '')) {
          const parent = at === '' ? '/' : at;
          at += `/${name}`;
          if (lookUp(disk, at) !== undefined) continue;
          const path = at;
          effects.make('file', `mkdir ${path}`, () => void create(disk, path, 'folder', '', FOLDER));
          above.add(parent);
        }
      }
      for (const parent of above) effects.make('sync', `fsync ${parent}`, () => sync(disk, parent));
    },

    async list(folder) {
      effects.check();
      return [...(lookUp(disk, folder)?.entries.keys() ?? [])];
    },

    async create(path, text, as) {
      const empty = () =>
        void create(disk, path, 'file', '', { uid: 0, gid: 0, mode: 0o600 }, wallTime(machine));
      effects.make('file', `create ${path}`, empty);
      const write = (content: string) => {
        const node = lookUp(disk, path);
        if (node !== undefined) node.text = content;
      };
      effects.make(
        'file',
        `write ${path}`,
        () => write(text),
        () => write(text.slice(0, text.length / 2)),
      );
      effects.make('file', `chown ${path}`, () =>
        setOwnership(disk, path, { uid: as.uid, gid: as.gid, mode: as.mode }),
      );
      return {
        sync: async () => effects.make('sync', `fsync ${path}`, () => sync(disk, path)),
        [Symbol.dispose]: () => {},
      };
    },

    async rename(from, to) {
      effects.make('file', `rename to ${to}`, () => rename(disk, from, to, wallTime(machine)));
    },

    async link(from, to) {
      effects.make('file', `link ${to}`, () => link(disk, from, to));
    },

    async unlink(path) {
      effects.check();
      // Finding nothing there is no effect.
      if (lookUp(disk, path) === undefined) return remove(disk, path);
      effects.make('file', `unlink ${path}`, () => remove(disk, path));
    },

    async isSame(path, other) {
      effects.check();
      const node = lookUp(disk, path);
      return node !== undefined && node === lookUp(disk, other);
    },

    async syncAll(folders) {
      effects.make('sync', `syncfs ${folders.join(' ')}`, () => syncAll(disk));
    },

    async syncFolder(folder) {
      effects.make('sync', `fsync ${folder}`, () => sync(disk, folder));
    },
  };
}
