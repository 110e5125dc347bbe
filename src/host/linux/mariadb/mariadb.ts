import type { Connection } from 'mariadb';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Failures } from '../../failures.ts';
import type { DatabaseStatement, FoundMariaDb, MariaDb } from '../../mariadb.ts';
import { dumpDatabase } from './dump.ts';
import { lookAt } from './look.ts';
import { inWords, isFatal, isInstalled, openRootSession } from './session.ts';
import { statementSql } from './statement-sql.ts';

/** A server that did not answer is left alone for so long, so that waves do not wait for it again and again. */
const AFTER_SILENCE_MS = 5000;
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
  const counted = new Map<string, number>();
  let countAgainAt = 0;

  async function observe(usernames: readonly string[]): Promise<FoundMariaDb> {
    if (silent !== undefined && clock.monotonic() < silent.until) return { state: 'down', why: silent.why };
    silent = undefined;
    try {
      return await withSession((connection) => lookAt(connection, usernames));
    } catch (error) {
      if (!(await isInstalled())) return ABSENT;
      const why = inWords(error);
      silent = { why, until: clock.monotonic() + AFTER_SILENCE_MS };
      return { state: 'down', why };
    }
  }

  async function sizes(databases: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const began = clock.monotonic();
    if (databases.length > 0 && began >= countAgainAt) {
      for (const { name, bytes } of await withSession((connection) => count(connection, databases)))
        counted.set(name, bytes);
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

async function run(batches: ReadonlyMap<string, readonly DatabaseStatement[]>): Promise<Failures> {
  const failures = new Map<string, string>();
  try {
    await withSession(async (connection) => {
      for (const [account, statements] of batches) {
        try {
          for (const statement of statements) await connection.query(statementSql(statement));
        } catch (error) {
          if (isFatal(error)) throw error;
          failures.set(account, inWords(error));
          continue;
        }
        failures.set(account, '');
      }
    });
  } catch (error) {
    // Without the server, all that is left has failed for the same reason.
    for (const account of batches.keys()) if (!failures.has(account)) failures.set(account, inWords(error));
  }
  return new Map([...failures].filter(([, why]) => why !== ''));
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
