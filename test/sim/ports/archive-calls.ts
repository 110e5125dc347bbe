// The programs that walk through a home, as far as a crash or a reader of the archive can tell.

import { dirname } from 'node:path';
import type { ArchiveCalls } from '../../../src/host/crash-safe/homes/archive-home.ts';
import { archivedBeside } from '../../../src/model/archived-beside.ts';
import { type Disk, lookUp, remove, walk } from '../disk.ts';
import { wallTime } from '../machine.ts';
import type { World } from '../world.ts';
import { simFolderCalls } from './folder-calls.ts';

export function simArchiveCalls(world: World): ArchiveCalls {
  const { machine, effects } = world;
  const { disk } = machine;
  return {
    ...simFolderCalls(world),
    clock: { now: () => wallTime(machine) },
    mountPoints: async () => ['/'],
    archiveSuffix: async () => '.tar',

    async writeArchive(base, name, _owner, file) {
      const beside = archivedBeside(name)
        .map((inner) => `${dirname(file)}/${inner}`)
        .filter((path) => lookUp(disk, path) !== undefined);
      const content = archiveOf(disk, [`${base}/${name}`, ...beside]);
      const write = (text: string) => {
        const node = lookUp(disk, file);
        if (node !== undefined) node.text = text;
      };
      effects.make(
        'command',
        `tar ${base}/${name}`,
        () => write(content),
        () => write(content.slice(0, content.length / 2)),
      );
    },

    async removeFilled(folder) {
      effects.check();
      const node = lookUp(disk, folder);
      if (node === undefined) return;
      const [first] = node.entries.keys();
      effects.make(
        'command',
        `rm -r ${folder}`,
        () => remove(disk, folder),
        () => first !== undefined && remove(disk, `${folder}/${first}`),
      );
    },
  };
}

/** What tar keeps of a folder, in a form that a test can read. */
function archiveOf(disk: Disk, paths: readonly string[]): string {
  const files: string[] = [];
  for (const path of paths) {
    const root = lookUp(disk, path);
    if (root === undefined) throw new Error(`tar: ${path}: No such file or directory`);
    for (const [name, node] of walk(disk, '', root.id)) {
      if (node.kind === 'file') files.push(`${name} ${node.uid}:${node.gid} ${JSON.stringify(node.text)}`);
    }
  }
  return `${files.join('\n')}\nend of archive\n`;
}
