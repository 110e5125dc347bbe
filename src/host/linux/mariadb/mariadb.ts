import type { Connection } from 'mariadb';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { statementSql } from '../../database-sql.ts';
import type { Failures } from '../../failures.ts';
import type { DatabaseStatement, FoundMariaDb, MariaDb } from '../../mariadb.ts';
import { dumpDatabase } from './dump.ts';
import { lookAt } from './look.ts';
import { inWords, isFatal, isInstalled, isTooLate, openRootSession } from './session.ts';

/**
 * A server that did not answer is left alone for so long, so that waves do not wait for it again and again; twice as long
 * each time that it was too late with what it was asked, as one is that waits for room on its disk.
 */
const AFTER_SILENCE_MS = 5000;
const LONGEST_SILENCE_MS = 300_000;
/** Counting sizes may take one part in so many of the time. */
const SHARE_OF_TIME = 20;

const ABSENT: FoundMariaDb = {
  state: 'absent',
  why: 'MariaDB is not installed; run: apt install mariadb-server',
};
const Size = z.object({ name: z.string(), bytes: z.coerce.number() });

/** The MariaDB of Debian on this host, over its socket. */
export function createMariaDb(clock: Clock): MariaDb {
  let silent: { readonly why: string; readonly until: number } | undefined;
  let timesLate = 0;
  const counted = new Map<string, number>();
  let countAgainAt = 0;

  async function observe(usernames: readonly string[]): Promise<FoundMariaDb> {
    if (silent !== undefined && clock.monotonic() < silent.until) return { state: 'down', why: silent.why };
    silent = undefined;
    try {
      return await withSession((connection) => lookAt(connection, usernames));
    } catch (error) {
      if (!(await isInstalled())) return ABSENT;
      return { state: 'down', why: leaveAlone(error) };
    }
  }

  /** @returns why, in words */
  function leaveAlone(error: unknown): string {
    const why = inWords(error);
    if (isTooLate(error)) timesLate += 1;
    const waitMs = Math.min(AFTER_SILENCE_MS * 2 ** Math.max(0, timesLate - 1), LONGEST_SILENCE_MS);
    silent = { why, until: clock.monotonic() + waitMs };
    return why;
  }

  async function run(batches: ReadonlyMap<string, readonly DatabaseStatement[]>): Promise<Failures> {
    const failures = new Map<string, string>();
    const left = new Set(batches.keys());
    try {
      await withSession(async (connection) => {
        for (const [account, statements] of batches) {
          const why = await runInOrder(connection, statements);
          if (why !== undefined) failures.set(account, why);
          left.delete(account);
        }
      });
      timesLate = 0;
    } catch (error) {
      // Without the server, all that is left has failed for the same reason.
      const why = leaveAlone(error);
      for (const account of left) failures.set(account, why);
    }
    return failures;
  }

  async function sizes(databases: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const began = clock.monotonic();
    const isSilent = silent !== undefined && began < silent.until;
    if (databases.length > 0 && began >= countAgainAt && !isSilent) {
      const found = await withSession((connection) => count(connection, databases)).catch(
        (error: unknown) => {
          leaveAlone(error);
          throw error;
        },
      );
      for (const { name, bytes } of found) counted.set(name, bytes);
      countAgainAt = clock.monotonic() + (clock.monotonic() - began) * SHARE_OF_TIME;
    }
    return new Map(
      databases.flatMap((name) => {
        const bytes = counted.get(name);
        return bytes === undefined ? [] : [[name, bytes] as const];
      }),
    );
  }

  return { observe, sizes, run, dump: dumpDatabase };
}

/** A database without tables has no row. */
async function count(connection: Connection, databases: readonly string[]) {
  const sql = `SELECT TABLE_SCHEMA AS name, SUM(DATA_LENGTH + INDEX_LENGTH) AS bytes
    FROM information_schema.TABLES WHERE TABLE_SCHEMA IN (?) GROUP BY TABLE_SCHEMA`;
  const found = Size.array().parse(await connection.query<unknown>(sql, [databases]));
  const bytes = new Map(found.map((each) => [each.name, each.bytes]));
  return databases.map((name) => ({ name, bytes: bytes.get(name) ?? 0 }));
}

/** @returns why one of them failed. @throws when the server is no longer there */
async function runInOrder(
  connection: Connection,
  statements: readonly DatabaseStatement[],
): Promise<string | undefined> {
  try {
    for (const statement of statements) await connection.query(statementSql(statement));
    return undefined;
  } catch (error) {
    if (isFatal(error)) throw error;
    return inWords(error);
  }
}

async function withSession<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await openRootSession();
  try {
    return await work(connection);
  } finally {
    // Ending politely would wait for a server that hangs.
    connection.destroy();
  }
}
