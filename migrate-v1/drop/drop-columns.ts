// Drops the V1 columns of `users` by one statement, which the server does as a whole or not at all.

import { z } from 'zod';
import { sqlName } from '../../src/host/database-sql.ts';
import type { Session } from '../../src/mirror/session.ts';
import { DROPPED_COLUMNS } from '../rows/rows.ts';
import { type ColumnUsers, columnUsers } from './column-users.ts';
import { storedPrograms } from './stored-programs.ts';

export const Dropped = z.object({
  dropped_at: z.string(),
  database: z.string(),
  columns: z.array(z.string()),
});
export type Dropped = z.infer<typeof Dropped>;

export interface DropPlan {
  /** Those that are there still. */
  readonly columns: readonly string[];
  /** Constraints on them, which go with them. */
  readonly foreignKeys: readonly string[];
  /** Indexes that hold one of them beside a column that stays. */
  readonly mixedIndexes: readonly string[];
  /** Triggers, views, routines and events that would fail without them. */
  readonly programs: ColumnUsers;
  /** Without deleted_at nothing keeps these from logging in again. */
  readonly softDeleted: number;
  /** The panel will have to learn their state from elsewhere. */
  readonly notActive: number;
}

const Named = z.object({ name: z.string() });
const Counted = z.object({ number: z.int() });
const Indexed = z.object({ name: z.string(), column_name: z.string() });
/** Logins wait while the statement waits for the table, so it must not wait for long. */
const WAIT_SECONDS = 5;

export async function planDrop(session: Session, database: string): Promise<DropPlan> {
  const there = await session.rows(
    Named,
    `SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = ? AND TABLE_NAME = 'users' ORDER BY ORDINAL_POSITION`,
    [database],
  );
  const goes = (name: string) => DROPPED_COLUMNS.some((column) => column === name);
  const columns = there.map(({ name }) => name).filter(goes);
  const keys = await session.rows(
    Indexed,
    `SELECT CONSTRAINT_NAME AS name, COLUMN_NAME AS column_name FROM information_schema.KEY_COLUMN_USAGE
     WHERE TABLE_SCHEMA = ? AND TABLE_NAME = 'users' AND REFERENCED_TABLE_NAME IS NOT NULL`,
    [database],
  );
  const indexes = await session.rows(
    Indexed,
    `SELECT INDEX_NAME AS name, COLUMN_NAME AS column_name FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = ? AND TABLE_NAME = 'users'`,
    [database],
  );
  const mixed = [...Map.groupBy(indexes, ({ name }) => name)].filter(
    ([, parts]) =>
      parts.some((part) => goes(part.column_name)) && parts.some((part) => !goes(part.column_name)),
  );
  const count = async (column: string, condition: string): Promise<number> => {
    if (!columns.includes(column)) return 0;
    const [found] = await session.rows(Counted, `SELECT COUNT(*) AS number FROM users WHERE ${condition}`);
    return found?.number ?? 0;
  };
  return {
    columns,
    foreignKeys: [...new Set(keys.filter((key) => goes(key.column_name)).map(({ name }) => name))],
    mixedIndexes: mixed.map(([name]) => name),
    programs: columnUsers(columns, await storedPrograms(session), database),
    // A zero date means that the user is not deleted.
    softDeleted: await count('deleted_at', "CAST(deleted_at AS CHAR) NOT LIKE '0000-00-00%'"),
    notActive: await count('status', "status <> 'active'"),
  };
}

export async function dropColumns(session: Session, { columns, foreignKeys }: DropPlan): Promise<void> {
  if (columns.length === 0) return;
  const parts = [
    ...foreignKeys.map((name) => `DROP FOREIGN KEY ${sqlName(name)}`),
    ...columns.map((name) => `DROP COLUMN ${sqlName(name)}`),
  ];
  await session.run(`ALTER TABLE users WAIT ${WAIT_SECONDS} ${parts.join(', ')}`);
}
