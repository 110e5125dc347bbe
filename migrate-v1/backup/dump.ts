// Dumps by MariaDB's own program, of a panel that goes on meanwhile.

import { z } from 'zod';
import { commandToFile } from '../../src/host/commands/command-files.ts';
import { isV1 } from '../rows/rows.ts';
import type { BackupOptions } from './backup-options.ts';
import { type TableSum, tableSums, tablesThatDiffer } from './table-sums.ts';

const MOST_TRIES = 3;

type Dumped =
  | {
      readonly ok: true;
      readonly live: readonly TableSum[];
      readonly unsettled: string[];
      readonly digest: string | null;
    }
  | { readonly ok: false; readonly why: string };

/** The panel goes on: only a table that is the same before and after a dump can be held against it. */
export async function dumpSettled(
  { access, session, report, digestNow }: BackupOptions,
  optionFile: string,
  file: string,
): Promise<Dumped> {
  for (let tries = 1; ; tries += 1) {
    report(tries === 1 ? `dumping ${access.database}` : 'dumping again, for something was written meanwhile');
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
        '--skip-triggers',
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

/**
 * Triggers and events have a file of their own, which is not read back. A trigger may be written with the name of its
 * database, so it cannot be made in another one; an event would begin to run.
 */
export async function dumpEvents(
  { access, session, folder, stamp }: BackupOptions,
  optionFile: string,
): Promise<string | null> {
  const { database } = access;
  const count = async (sql: string) => {
    const [found] = await session.rows(z.object({ number: z.int() }), sql, [database]);
    return found?.number ?? 0;
  };
  const events = await count(
    'SELECT COUNT(*) AS number FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?',
  );
  const triggers = await count(
    'SELECT COUNT(*) AS number FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?',
  );
  if (events + triggers === 0) return null;
  const file = `${folder.path}/backup-${stamp}.events.sql`;
  // To ask for events at all takes a right that not every user has.
  const kinds = [triggers > 0 ? '--triggers' : '--skip-triggers', ...(events > 0 ? ['--events'] : [])];
  await commandToFile(
    [
      ...['mariadb-dump', `--defaults-file=${optionFile}`, '--no-create-info', '--no-data', ...kinds],
      ...['--', database],
    ],
    file,
  );
  return file;
}
