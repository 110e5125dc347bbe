// One connection to MariaDB. Every wait is bounded, and values are passed as parameters only.
import { type Connection, createConnection, SqlError } from 'mariadb';
import type { z } from 'zod';
import type { Access } from './access.ts';

/** The types of values that a `?` takes. */
export type Value = string | number | null;

export interface Session {
  /** Returns the rows, each checked against the schema. */
  rows<T extends z.ZodType>(schema: T, sql: string, values?: readonly Value[]): Promise<z.output<T>[]>;
  /** @returns the number of changed rows */
  run(sql: string, values?: readonly Value[]): Promise<number>;
  /** Runs the same statement for many rows, in few packets. */
  batch(sql: string, rows: readonly (readonly Value[])[]): Promise<void>;
  /** Runs work in a transaction. After a deadlock the work runs again. */
  atomically<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
  /** Ends the connection at once; a running statement fails. */
  destroy(): void;
}

export interface Patience {
  readonly connectMs: number;
  /** The time limit of one statement: the server aborts a query after this, and the client gives up soon after. */
  readonly answerMs: number;
}

export const PATIENCE: Patience = { connectMs: 5000, answerMs: 30_000 };
/** How much longer than the server the client waits, so that a living server can report why. */
const GRACE_MS = 5000;
/** After this many deadlocks in a row the cause is not bad luck. */
const DEADLOCKS = 5;

/** @throws SqlError, which names no password; `describe-error.ts` turns it into a sentence for people */
export async function openSession(access: Access, patience: Patience = PATIENCE): Promise<Session> {
  const { at, user, password, database, tls } = access;
  const seconds = patience.answerMs / 1000;
  const connection = await createConnection({
    ...('socket' in at ? { socketPath: at.socket } : at),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { ssl: verifiedTls(tls.ca, at) }),
    user,
    database,
    connectTimeout: patience.connectMs,
    socketTimeout: patience.answerMs + GRACE_MS,
    bigIntAsNumber: true,
    insertIdAsNumber: true,
    decimalAsNumber: true,
    checkNumberRange: true,
    dateStrings: true,
    timezone: 'Z',
    foundRows: false,
    logParam: false,
    multipleStatements: false,
    permitLocalInfile: false,
    sessionVariables: {
      // Strict mode: a value that does not fit must fail, whatever the server's default is.
      sql_mode: 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',
      max_statement_time: seconds,
      innodb_lock_wait_timeout: Math.ceil(seconds / 2),
      // When this side dies within a transaction, the server releases its locks soon.
      idle_transaction_timeout: Math.ceil(seconds),
    },
  });
  // A connection that breaks while it is idle is found broken by its next query.
  connection.on('error', () => {});
  return sessionOn(connection);
}

/**
 * The certificate must come from one of these authorities and name the host. Node takes the name from the socket,
 * which has none where the host is an address, so it is given here.
 */
function verifiedTls(ca: string, at: Access['at']) {
  return { ca, rejectUnauthorized: true, ...('host' in at ? { host: at.host } : {}) };
}

function sessionOn(connection: Connection): Session {
  // The client's `destroy` never settles the promise of a running query, so this one is rejected here.
  const givenUp = Promise.withResolvers<never>();
  givenUp.promise.catch(() => undefined);
  const orGivenUp = <T>(answer: Promise<T>): Promise<T> => Promise.race([answer, givenUp.promise]);

  async function atomically<T>(work: () => Promise<T>): Promise<T> {
    for (let left = DEADLOCKS; ; left--) {
      try {
        return await attempt(work);
      } catch (error) {
        if (left === 0 || !(error instanceof SqlError) || error.code !== 'ER_LOCK_DEADLOCK') throw error;
      }
    }
  }

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    await orGivenUp(connection.beginTransaction());
    try {
      const result = await work();
      await orGivenUp(connection.commit());
      return result;
    } catch (error) {
      // When the rollback fails too, the connection is gone, and the server rolls back by itself.
      await orGivenUp(connection.rollback()).catch(() => connection.destroy());
      throw error;
    }
  }
  return {
    async rows(schema, sql, values = []) {
      const found = await orGivenUp(connection.query<unknown>(sql, [...values]));
      return schema.array().parse(found);
    },
    async run(sql, values = []) {
      const { affectedRows } = await orGivenUp(connection.query<{ affectedRows: number }>(sql, [...values]));
      return affectedRows;
    },
    async batch(sql, rows) {
      if (rows.length === 0) return;
      await orGivenUp(
        connection.batch<unknown>(
          sql,
          rows.map((row) => [...row]),
        ),
      );
    },
    atomically,
    close: () => connection.end().catch(() => connection.destroy()),
    destroy() {
      givenUp.reject(new Error('the connection was given up'));
      connection.destroy();
    },
  };
}
