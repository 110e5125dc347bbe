// A database to read a dump back into. Its name is noted first, so that a later run drops what a crash has left, and nothing else.

import { z } from 'zod';
import { sqlName } from '../../src/host/database-sql.ts';
import type { Session } from '../../src/mirror/session.ts';
import type { RunFolder } from '../run-folder.ts';
import { tablesOf } from './table-sums.ts';

/** `made`: the database is ours; else it was lent to us empty, and only what is in it is. */
const Left = z.object({ name: z.string(), made: z.boolean() });

const NOTE = 'scratch.json';

export type Scratch =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly why: string };

/** @param lent an empty database that the operator made, for users who may not make one */
export async function makeScratch(
  session: Session,
  folder: RunFolder,
  { lent, fresh }: { readonly lent: string | undefined; readonly fresh: string },
): Promise<Scratch> {
  await dropScratch(session, folder);
  if (lent === undefined) {
    await folder.write(NOTE, { name: fresh, made: true });
    try {
      await session.run(`CREATE DATABASE ${sqlName(fresh)} CHARACTER SET utf8mb4`);
    } catch (error) {
      // A database that has this name already is not ours.
      await folder.remove(NOTE);
      if (!isDenied(error)) throw error;
      const why = `this user may not make the database ${fresh}, into which the dump is read back
give one that may (--db-user root), or make an empty one and name it: --scratch-database NAME`;
      return { ok: false, why };
    }
    return { ok: true, name: fresh };
  }
  const tables = await tablesOf(session, lent);
  if (tables.length > 0)
    return {
      ok: false,
      why: `the database ${lent} is not empty\nname an empty one, for all of it is dropped`,
    };
  await folder.write(NOTE, { name: lent, made: false });
  return { ok: true, name: lent };
}

/** Also what an interrupted run has left. */
export async function dropScratch(session: Session, folder: RunFolder): Promise<void> {
  const left = await folder.read(NOTE, Left);
  if (left === undefined) return;
  if (left.made) await session.run(`DROP DATABASE IF EXISTS ${sqlName(left.name)}`);
  else await emptyOut(session, left.name);
  await folder.remove(NOTE);
}

async function emptyOut(session: Session, database: string): Promise<void> {
  await session.run('SET foreign_key_checks = 0');
  const views = await session.rows(
    z.object({ name: z.string() }),
    'SELECT TABLE_NAME AS name FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ?',
    [database],
  );
  for (const { name } of views) await session.run(`DROP VIEW ${sqlName(database)}.${sqlName(name)}`);
  for (const table of await tablesOf(session, database))
    await session.run(`DROP TABLE ${sqlName(database)}.${sqlName(table)}`);
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && [1044, 1227].includes(Number(error.errno));
}
