// Open folders of the simulated disk. Each call is one effect, which a crash may come before, within or after.

import type { NewFile } from '../../../src/host/crash-safe/file-calls.ts';
import type { FolderCalls, FolderHandle } from '../../../src/host/crash-safe/folder-handle.ts';
import type { Ownership } from '../../../src/host/root-files.ts';
import {
  createIn,
  type DiskNode,
  lookUp,
  removeIn,
  renameIn,
  setOwnershipOf,
  syncAll,
  syncNode,
} from '../disk.ts';
import { SystemError } from '../effects.ts';
import { wallTime } from '../machine.ts';
import type { World } from '../world.ts';

const NOBODY_ELSE = { uid: 0, gid: 0 };

export function simFolderCalls(world: World): FolderCalls {
  const { machine, effects } = world;
  const open: FolderCalls['open'] = (absolute, check) => {
    effects.check();
    const root = lookUp(machine.disk, '/');
    if (root === undefined) throw new Error('the disk has no root');
    let at = folderOn(world, root, '');
    for (const name of absolute.split('/').filter((part) => part !== '')) {
      at = at.openBelow(name);
      check?.(at.stat(), at.where);
    }
    return at;
  };
  return {
    open,
    openTrusted: (absolute) => open(absolute),
    // A simulated run takes the same turns each time.
    yieldTurn: async () => {},
    async syncAll(folders) {
      effects.make('sync', `syncfs ${folders.join(' ')}`, () => syncAll(machine.disk));
    },
  };
}

interface SimFolder extends FolderHandle {
  /** The path that it was opened by, for the names of effects. */
  readonly where: string;
  openBelow(relative: string): SimFolder;
}

function folderOn(world: World, folder: DiskNode, where: string): SimFolder {
  const { machine, effects } = world;
  const { disk } = machine;
  const at = (name: string) => `${where}/${name}`;

  function nodeOf(name: string): DiskNode | undefined {
    const id = folder.entries.get(name);
    return id === undefined ? undefined : disk.nodes.get(id);
  }

  function handOver(node: DiskNode, path: string, { uid, gid, mode }: Ownership): void {
    effects.make(
      'file',
      `chown ${path}`,
      () => setOwnershipOf(disk, node, { uid, gid, mode }),
      () => setOwnershipOf(disk, node, { mode }),
    );
  }

  function newFile(name: string, text: string, as: Ownership): NewFile {
    effects.make('file', `create ${at(name)}`, () => {
      createIn(disk, folder, name, 'file', '', { ...NOBODY_ELSE, mode: 0o600 }, wallTime(machine));
    });
    const node = nodeOf(name);
    if (node === undefined) throw new SystemError('ENOENT', at(name));
    const write = (content: string) => {
      node.text = content;
    };
    effects.make(
      'file',
      `write ${at(name)}`,
      () => write(text),
      () => write(text.slice(0, text.length / 2)),
    );
    effects.make(
      'file',
      `chown ${at(name)}`,
      () => setOwnershipOf(disk, node, as),
      () => setOwnershipOf(disk, node, { uid: as.uid, gid: as.gid }),
    );
    return {
      sync: async () => effects.make('sync', `fsync ${at(name)}`, () => syncNode(node)),
      [Symbol.dispose]: () => {},
    };
  }

  return {
    where,

    openBelow(relative) {
      effects.check();
      const [name = '', ...rest] = relative.split('/').filter((part) => part !== '');
      const node = nodeOf(name);
      if (node === undefined) throw new SystemError('ENOENT', at(name));
      if (node.kind !== 'folder') throw new SystemError('ENOTDIR', at(name));
      const opened = folderOn(world, node, at(name));
      return rest.length === 0 ? opened : opened.openBelow(rest.join('/'));
    },

    stat() {
      effects.check();
      const { uid, gid, mode } = folder;
      return { uid, gid, mode };
    },

    names() {
      effects.check();
      return [...folder.entries.keys()];
    },

    entry(name) {
      effects.check();
      const node = nodeOf(name);
      return (
        node && {
          kind: node.kind === 'link' ? 'other' : node.kind,
          uid: node.uid,
          gid: node.gid,
          mode: node.mode,
        }
      );
    },

    read(name) {
      effects.check();
      const node = nodeOf(name);
      if (node === undefined) throw new SystemError('ENOENT', at(name));
      return new TextEncoder().encode(node.text);
    },

    makeFolder(name) {
      effects.check();
      // Finding a folder there is no effect.
      if (nodeOf(name) !== undefined) throw new SystemError('EEXIST', at(name));
      effects.make('file', `mkdir ${at(name)}`, () => {
        createIn(disk, folder, name, 'folder', '', { ...NOBODY_ELSE, mode: 0o700 }, wallTime(machine));
      });
    },

    makeFile(name, content, as) {
      return newFile(name, typeof content === 'string' ? content : new TextDecoder().decode(content), as);
    },

    makeLink(name, target) {
      effects.check();
      if (nodeOf(name) !== undefined) throw new SystemError('EEXIST', at(name));
      effects.make('file', `symlink ${at(name)}`, () => {
        createIn(disk, folder, name, 'link', target, { ...NOBODY_ELSE, mode: 0o777 }, wallTime(machine));
      });
    },

    readLink(name) {
      effects.check();
      const node = nodeOf(name);
      return node?.kind === 'link' ? node.text : undefined;
    },

    rename(from, to) {
      effects.make('file', `rename to ${at(to)}`, () => renameIn(disk, folder, from, to, wallTime(machine)));
    },

    unlink(name) {
      effects.check();
      if (nodeOf(name) === undefined) throw new SystemError('ENOENT', at(name));
      effects.make('file', `unlink ${at(name)}`, () => removeIn(disk, folder, name));
    },

    removeEmptyFolder(name) {
      effects.check();
      const node = nodeOf(name);
      if (node?.kind !== 'folder') throw new SystemError('ENOTDIR', at(name));
      if (node.entries.size > 0) throw new SystemError('ENOTEMPTY', at(name));
      effects.make('file', `rmdir ${at(name)}`, () => removeIn(disk, folder, name));
    },

    removeTree(name) {
      effects.check();
      const node = nodeOf(name);
      if (node === undefined) return;
      const [first] = node.entries.keys();
      effects.make(
        'file',
        `rm -r ${at(name)}`,
        () => removeIn(disk, folder, name),
        () => first !== undefined && removeIn(disk, node, first),
      );
    },

    setOwnership(as) {
      handOver(folder, where, as);
    },

    async sync() {
      effects.make('sync', `fsync ${where}`, () => syncNode(folder));
    },

    [Symbol.dispose]() {},
  };
}
