// Backs the database up: a dump by MariaDB's own program, read back into a scratch database and compared.

import { z } from 'zod';
import { commandFromFile, commandToFile, digestFile } from '../../host/linux/command-files.ts';
import { fileCalls } from '../../host/linux/file-calls.ts';
import { rootFiles } from '../../host/linux/root-files.ts';
import type { Access } from '../../mirror/access.ts';
import type { Session } from '../../mirror/session.ts';
import { clientOptions } from './client-options.ts';
import { V1_TABLES } from './rows.ts';
import type { RunFolder } from './run-folder.ts';
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
  digest: z
    .string()
    .nullable()
    .meta({ description: 'Of the rows of V1 that it holds; null when they are V1 rows no more.' }),
  events: z
    .string()
    .nullable()
    .meta({ description: 'A second dump with the scheduled events, where there are any.' }),
});
export type Backup = z.infer<typeof Backup>;

export interface BackUp {
  readonly access: Access;
  readonly session: Session;
  readonly folder: RunFolder;
  /** A place for the option file that only root can read, and that no reboot keeps. */
  readonly runDir: string;
  /** Of letters and digits, such as 20261122T074400. */
  readonly stamp: string;
  readonly now: string;
  readonly lent: string | undefined;
  /** Of the rows of V1 just now; null when they are V1 rows no more. */
  readonly digestNow: () => Promise<string | null>;
  readonly tell: (line: string) => void;
}

export type BackedUp =
  | { readonly ok: true; readonly backup: Backup }
  | { readonly ok: false; readonly why: string };

const MOST_TRIES = 3;

export async function backUp(options: BackUp): Promise<BackedUp> {
  const { access, session, folder, runDir } = options;
  await folder.prepare();
  const optionFile = `${runDir}/migrate-v1.cnf`;
  const as = { uid: 0, gid: 0, mode: 0o600 };
  await rootFiles.put([{ path: optionFile, text: clientOptions(access), ...as }]);
  try {
    await dropScratch(session, folder);
    return await dumpAndCompare(options, optionFile);
  } finally {
    await rootFiles.put([{ path: optionFile, text: null, ...as }]);
  }
}

async function dumpAndCompare(options: BackUp, optionFile: string): Promise<BackedUp> {
  const { access, session, folder, stamp, now, lent, tell } = options;
  const { database } = access;
  const final = `${folder.path}/backup-${stamp}.sql`;
  const unfinished = `${folder.path}/backup.unfinished`;
  const dumped = await dumpSettled(options, optionFile, unfinished);
  if (!dumped.ok) return dumped;
  const { live, unsettled, digest: rows } = dumped;

  tell('reading it back');
  const scratch = await makeScratch(session, folder, { lent, fresh: `jopanel_check_${stamp.toLowerCase()}` });
  if (!scratch.ok) return scratch;
  await commandFromFile(
    ['mariadb', `--defaults-file=${optionFile}`, '--batch', '--', scratch.name],
    unfinished,
  );
  const tables = await tableSums(session, scratch.name);
  const different = tablesThatDiffer(live, tables).filter((table) => !unsettled.includes(table));
  await dropScratch(session, folder);
  if (different.length > 0) {
    const why = `the dump does not give back what was in it: ${different.join(', ')}\nit is kept at ${unfinished}; look at these tables`;
    return { ok: false, why };
  }
  const digest = await digestFile(unfinished);
  if (digest === undefined) throw new Error(`${unfinished} is gone; something else writes in that folder`);
  const events = await dumpEvents(options, optionFile);
  await fileCalls.rename(unfinished, final);
  await fileCalls.syncFolder(folder.path);
  const backup = { file: final, ...digest, made_at: now, database, tables, unsettled, digest: rows, events };
  await folder.write('backup.json', backup);
  return { ok: true, backup };
}

type Dumped =
  | {
      readonly ok: true;
      readonly live: readonly TableSum[];
      readonly unsettled: string[];
      readonly digest: string | null;
    }
  | { readonly ok: false; readonly why: string };

/** The panel goes on: only a table that is the same before and after a dump can be held against it. */
async function dumpSettled(
  { access, session, tell, digestNow }: BackUp,
  optionFile: string,
  file: string,
): Promise<Dumped> {
  for (let tries = 1; ; tries += 1) {
    tell(tries === 1 ? `dumping ${access.database}` : 'dumping again, for something was written meanwhile');
    const digest = await digestNow();
    const before = await tableSums(session, access.database);
    await commandToFile(
      [
        'mariadb-dump',
        `--defaults-file=${optionFile}`,
        '--single-transaction',
        '--quick',
        '--hex-blob',
        '--routines',
        '--triggers',
        '--skip-events',
        '--',
        access.database,
      ],
      file,
    );
    const live = await tableSums(session, access.database);
    const unsettled = tablesThatDiffer(before, live);
    const isSameV1 = digest === (await digestNow());
    const isSettled = unsettled.length === 0 || (tries === MOST_TRIES && !unsettled.some(isV1));
    if (isSettled && isSameV1) return { ok: true, live, unsettled, digest };
    if (tries === MOST_TRIES) {
      const what = unsettled.filter(isV1).join(', ') || 'the V1 tables';
      const why = `something writes to ${what} all the time, so no dump of it could be checked\nlet the panel rest for a minute and try again`;
      return { ok: false, why };
    }
  }
}

function isV1(table: string): boolean {
  return table in V1_TABLES;
}

/** Apart, because events that are read back would begin to run. */
async function dumpEvents(
  { access, session, folder, stamp }: BackUp,
  optionFile: string,
): Promise<string | null> {
  const [events] = await session.rows(
    z.object({ number: z.int() }),
    'SELECT COUNT(*) AS number FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?',
    [access.database],
  );
  if (events === undefined || events.number === 0) return null;
  const file = `${folder.path}/backup-${stamp}.events.sql`;
  const nothingElse = ['--no-create-info', '--no-data', '--skip-triggers', '--events'];
  await commandToFile(
    ['mariadb-dump', `--defaults-file=${optionFile}`, ...nothingElse, '--', access.database],
    file,
  );
  return file;
}
