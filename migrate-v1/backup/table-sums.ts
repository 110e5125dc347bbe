// How much each table of a database holds, and a checksum over all of it, by the server's own count.

import { z } from 'zod';
import { sqlName } from '../../src/host/database-sql.ts';
import type { Session } from '../../src/mirror/session.ts';

export const TableSum = z.object({ table: z.string(), rows: z.int(), checksum: z.int().nullable() });
export type TableSum = z.infer<typeof TableSum>;

const Named = z.object({ name: z.string() });
const Counted = z.object({ rows: z.int() });
const Summed = z.object({ Checksum: z.int().nullable() });

export async function tablesOf(session: Session, database: string): Promise<string[]> {
  const found = await session.rows(
    Named,
    `SELECT TABLE_NAME AS name FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME`,
    [database],
  );
  return found.map(({ name }) => name);
}

export async function tableSums(session: Session, database: string): Promise<TableSum[]> {
  const sums: TableSum[] = [];
  for (const table of await tablesOf(session, database)) {
    const name = `${sqlName(database)}.${sqlName(table)}`;
    const [counted] = await session.rows(Counted, `SELECT COUNT(*) AS \`rows\` FROM ${name}`);
    const [summed] = await session.rows(Summed, `CHECKSUM TABLE ${name} EXTENDED`);
    sums.push({ table, rows: counted?.rows ?? 0, checksum: summed?.Checksum ?? null });
  }
  return sums;
}

/** Tables that differ between two looks, or that only one of them found. */
export function tablesThatDiffer(one: readonly TableSum[], other: readonly TableSum[]): string[] {
  const text = (sums: readonly TableSum[]) =>
    new Map(sums.map(({ table, rows, checksum }) => [table, `${rows} ${checksum}`]));
  const left = text(one);
  const right = text(other);
  return [...new Set([...left.keys(), ...right.keys()])].filter(
    (table) => left.get(table) !== right.get(table),
  );
}
