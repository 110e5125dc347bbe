// Reads the V1 panel's tables, all as they were at one moment.

import { z } from 'zod';
import { sqlName } from '../../src/host/database-sql.ts';
import type { Session } from '../../src/mirror/session.ts';
import { DROPPED_COLUMNS, KEPT_COLUMNS, V1_TABLES, type V1Table } from './rows.ts';
import type { RawRow, RawTables } from './source.ts';

type ReadTables =
  | {
      readonly ok: true;
      readonly tables: RawTables;
      readonly settings: number;
      /** A TIMESTAMP says which hour it was; a DATETIME is in whatever zone the panel was in. */
      readonly timesAreUtc: boolean;
    }
  | { readonly ok: false; readonly why: string };

const Column = z.object({ table_name: z.string(), column_name: z.string(), data_type: z.string() });
const Count = z.object({ rows: z.int() });
const Row = z.record(z.string(), z.unknown());

/** Not every panel has these; without the others it is no V1 database. */
const MAY_BE_MISSING: readonly V1Table[] = ['databases', 'ftp_accounts'];

export async function readTables(session: Session, database: string): Promise<ReadTables> {
  await session.run("SET time_zone = '+00:00'");
  return session.atomically(async () => {
    const columns = await session.rows(
      Column,
      `SELECT TABLE_NAME AS table_name, COLUMN_NAME AS column_name, DATA_TYPE AS data_type
       FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?`,
      [database],
    );
    const why = whatIsMissing(columns, database);
    if (why !== undefined) return { ok: false, why };
    const has = (table: string) => columns.some(({ table_name }) => table_name === table);
    const read = (table: V1Table): Promise<RawRow[]> => {
      if (!has(table)) return Promise.resolve([]);
      const there = columns.filter(({ table_name }) => table_name === table);
      const wanted = ['id', ...Object.keys(V1_TABLES[table].shape)];
      const expressions = there.filter(({ column_name }) => wanted.includes(column_name)).map(expressionOf);
      return session.rows(Row, `SELECT ${expressions.join(', ')} FROM ${sqlName(table)}`);
    };
    const [settings] = has('settings')
      ? await session.rows(Count, 'SELECT COUNT(*) AS `rows` FROM `settings`')
      : [];
    const created = columns.find((each) => each.table_name === 'users' && each.column_name === 'created_at');
    return {
      ok: true,
      tables: {
        users: await read('users'),
        packages: await read('packages'),
        domains: await read('domains'),
        databases: await read('databases'),
        ftp_accounts: await read('ftp_accounts'),
      },
      settings: settings?.rows ?? 0,
      timesAreUtc: created?.data_type.toLowerCase() === 'timestamp',
    };
  });
}

/** Numbers that a double may not hold come as text, so that one of them is a fault of its row and not of the query. */
const LARGE_NUMBERS = ['bigint', 'decimal', 'float', 'double'];

function expressionOf({ column_name, data_type }: z.infer<typeof Column>): string {
  const name = sqlName(column_name);
  return LARGE_NUMBERS.includes(data_type.toLowerCase()) ? `CAST(${name} AS CHAR) AS ${name}` : name;
}

function whatIsMissing(columns: readonly z.infer<typeof Column>[], database: string): string | undefined {
  const there = Map.groupBy(columns, ({ table_name }) => table_name);
  const users = new Set((there.get('users') ?? []).map(({ column_name }) => column_name));
  // The server shows a user only the columns that it may look into, as the daemon's own user some of these.
  if (users.size > 0 && !KEPT_COLUMNS.every((column) => users.has(column)))
    return `this user of MariaDB may not read all of users in ${database}\ngive one that may, such as --db-user root`;
  if (users.size > 0 && !DROPPED_COLUMNS.some((column) => users.has(column)))
    return `the V1 columns of users in ${database} are dropped already: nothing is left to migrate`;
  for (const [table, { shape }] of Object.entries(V1_TABLES)) {
    const found = there.get(table);
    if (found === undefined && MAY_BE_MISSING.some((each) => each === table)) continue;
    const names = new Set((found ?? []).map(({ column_name }) => column_name));
    const missing = Object.keys(shape).filter((column) => !names.has(column));
    if (missing.length === 0) continue;
    const what =
      found === undefined
        ? `has no table ${table}`
        : `has no column ${missing.map((column) => `${table}.${column}`).join(', ')}`;
    return `the database ${database} ${what}\nname the database of the V1 panel (--database NAME), and a user that may read it (--db-user root)`;
  }
  return undefined;
}
