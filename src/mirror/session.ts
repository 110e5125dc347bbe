// One connection to MariaDB. Every wait on it is bounded, and values go in as parameters only.
import { type Connection, createConnection, SqlError } from 'mariadb';
import type { z } from 'zod';
import type { Access } from './access.ts';

/** What may stand for a `?`. */
export type Value = string | number | null;

export interface Session {
  /** The rows, each held to the schema. */
  rows<T extends z.ZodType>(schema: T, sql: string, values?: readonly Value[]): Promise<z.output<T>[]>;
  /** @returns how many rows were changed */
  run(sql: string, values?: readonly Value[]): Promise<number>;
  /** The same statement for many rows, in few packets. */
  batch(sql: string, rows: readonly (readonly Value[])[]): Promise<void>;
  /** All of the work or none of it. Where two stand in each other's way, one of them does its work again. */
  atomically<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
  /** Ends it at once; whatever runs on it fails. */
  destroy(): void;
}

export interface Patience {
  readonly connectMs: number;
  /** For one answer: the server gives up a query after this, and the connection is given up soon after. */
  readonly answerMs: number;
}

export const PATIENCE: Patience = { connectMs: 5000, answerMs: 30_000 };
/** How much later than the server itself the client gives up, so that a living server can say why. */
const GRACE_MS = 5000;
/** Then something other than bad luck is wrong. */
const DEADLOCKS = 5;

/** @throws SqlError, which names no password; see `explain-fault.ts` for people */
export async function openSession(access: Access, patience: Patience = PATIENCE): Promise<Session> {
  const { at, user, password, database } = access;
  const seconds = patience.answerMs / 1000;
  const connection = await createConnection({
    ...('socket' in at ? { socketPath: at.socket } : at),
    ...(password === undefined ? {} : { password }),
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
      // What does not fit must fail, whatever the server is set up to let pass.
      sql_mode: 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',
      max_statement_time: seconds,
      innodb_lock_wait_timeout: Math.ceil(seconds / 2),
      // Should this side die in a transaction, its locks go soon.
      idle_transaction_timeout: Math.ceil(seconds),
    },
  });
  // A connection that breaks while nothing runs on it is found broken by its next query.
  connection.on('error', () => {});
  return sessionOn(connection);
}

function sessionOn(connection: Connection): Session {
  // The client itself leaves whoever waits for an answer waiting for ever when it is destroyed.
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
      // Where that fails as well the connection is gone, and the server rolls back by itself.
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
