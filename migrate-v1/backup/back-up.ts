// Backs the database up: a dump by MariaDB's own program, read back into a scratch database and compared.

import { z } from 'zod';
import { commandFromFile, digestFile } from '../../src/host/commands/command-files.ts';
import { moveIntoPlace } from '../../src/host/files/move-into-place.ts';
import { isV1 } from '../rows/rows.ts';
import type { RunFolder } from '../run-folder.ts';
import type { BackupOptions } from './backup-options.ts';
import { dumpEvents, dumpSettled } from './dump.ts';
import { removeOptionFile, writeOptionFile } from './option-file.ts';
import { restoreCommands } from './restore-commands.ts';
import { dropScratch, makeScratch } from './scratch-database.ts';
import { TableSum, tableSums, tablesThatDiffer } from './table-sums.ts';

export const Backup = z.object({
  file: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  made_at: z.string(),
  database: z.string(),
  tables: z.array(TableSum).meta({ description: 'As read back from the dump.' }),
  unsettled: z
    .array(z.string())
    .meta({ description: 'Tables that were written to while they were dumped, so not compared.' }),
  inexact: z.array(z.string()).meta({
    description:
      'Tables beside V1’s own that came back with all rows, but not the same to the bit: a dump rounds FLOAT.',
  }),
  digest: z
    .string()
    .nullable()
    .meta({ description: 'Of the rows of V1 that it holds; null when they are V1 rows no more.' }),
  restore: z
    .array(z.string())
    .default([])
    .meta({ description: 'Commands for a shell of root that make the database again, in this order.' }),
  events: z
    .string()
    .nullable()
    .meta({ description: 'A second dump with triggers and scheduled events, where there are any.' }),
});
export type Backup = z.infer<typeof Backup>;

type BackedUp = { readonly ok: true; readonly backup: Backup } | { readonly ok: false; readonly why: string };

export async function backUp(options: BackupOptions): Promise<BackedUp> {
  const { access, folder, runDir } = options;
  await folder.prepare();
  const optionFile = await writeOptionFile(runDir, access);
  try {
    return await dumpAndCompare(options, optionFile);
  } finally {
    await removeOptionFile(runDir);
  }
}

async function dumpAndCompare(options: BackupOptions, optionFile: string): Promise<BackedUp> {
  const { access, session, folder, stamp, now, lent, report } = options;
  const { database } = access;
  const final = `${folder.path}/backup-${stamp}.sql`;
  const unfinished = `${folder.path}/backup.unfinished`;
  const dumped = await dumpSettled(options, optionFile, unfinished);
  if (!dumped.ok) return dumped;
  const { live, unsettled, digest: rows } = dumped;

  report('reading it back');
  const scratch = await makeScratch(session, folder, { lent, fresh: `jopanel_check_${stamp.toLowerCase()}` });
  if (!scratch.ok) return scratch;
  await commandFromFile(
    ['mariadb', `--defaults-file=${optionFile}`, '--batch', '--', scratch.name],
    unfinished,
  );
  const tables = await tableSums(session, scratch.name);
  const different = tablesThatDiffer(live, tables).filter((table) => !unsettled.includes(table));
  const lost = different.filter((table) => isV1(table) || rowsOf(live, table) !== rowsOf(tables, table));
  await dropScratch(session, folder);
  if (lost.length > 0) {
    const why = `the dump does not give back what was in it: ${lost.join(', ')}\nit is kept at ${unfinished}; look at these tables`;
    return { ok: false, why };
  }
  const digest = await digestFile(unfinished);
  if (digest === undefined) throw new Error(`${unfinished} is gone; something else writes in that folder`);
  const events = await dumpEvents(options, optionFile);
  await moveIntoPlace(unfinished, final);
  const found = { tables, unsettled, inexact: different, digest: rows, events };
  const restore = await restoreCommands(session, { database, file: final, events });
  const backup = { file: final, ...digest, made_at: now, database, ...found, restore };
  await saveBackup(folder, backup);
  return { ok: true, backup };
}

export const BACKUP = 'backup.json';
export const LATER_BACKUP = 'backup-without-v1.json';

/** A backup that no longer has the V1 columns never takes the place of the one that has them. */
export async function saveBackup(folder: RunFolder, backup: Backup): Promise<void> {
  const before = await folder.read(BACKUP, Backup);
  const hasV1 = before !== undefined && before.database === backup.database && before.digest !== null;
  await folder.write(hasV1 && backup.digest === null ? LATER_BACKUP : BACKUP, backup);
}

function rowsOf(sums: readonly TableSum[], table: string): number | undefined {
  return sums.find((each) => each.table === table)?.rows;
}
