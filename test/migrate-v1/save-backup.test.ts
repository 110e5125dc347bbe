import { expect, test } from 'vitest';
import { BACKUP, Backup, LATER_BACKUP, saveBackup } from '../../migrate-v1/backup/back-up.ts';
import { openRunFolder } from '../../migrate-v1/run-folder.ts';
import { Effects } from '../sim/effects.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { createSimHost } from '../sim/sim-host.ts';

function backup(file: string, digest: string | null, database = 'panel'): Backup {
  const times = { made_at: '2026-01-01T00:00:00Z', bytes: 1, sha256: '' };
  return {
    ...times,
    file,
    digest,
    database,
    tables: [],
    unsettled: [],
    inexact: [],
    restore: [],
    events: null,
  };
}

test('a backup without the V1 columns stands beside the one that has them; any other takes its place', async () => {
  const effects = new Effects({ onCrash: () => {}, pass: () => {} });
  const { files: hostFiles } = createSimHost({ machine: freshMachine(), effects });
  const folder = openRunFolder(hostFiles, '/var/lib/jopanel');
  await folder.prepare();
  const files = async () => [
    (await folder.read(BACKUP, Backup))?.file,
    (await folder.read(LATER_BACKUP, Backup))?.file,
  ];
  await saveBackup(folder, backup('first', 'sha256:1'));
  await saveBackup(folder, backup('second', 'sha256:2'));
  expect(await files()).toEqual(['second', undefined]);
  await saveBackup(folder, backup('after the drop', null));
  await saveBackup(folder, backup('and another', null));
  expect(await files()).toEqual(['second', 'and another']);
  await saveBackup(folder, backup('of another panel', 'sha256:3', 'other'));
  expect(await files()).toEqual(['of another panel', 'and another']);
});
