// A journal of an earlier version: it is brought to the newest one before it is written to, and read as it is.
import type { DatabaseSync } from 'node:sqlite';
import { integer } from './row.ts';
import { JOURNAL_VERSION, STAND_INS, UPGRADES } from './tables.ts';
import { inTransaction } from './transaction.ts';

export function versionOf(db: DatabaseSync): number {
  return integer(db.prepare('PRAGMA user_version').get() ?? {}, 'user_version');
}

/** For the one process that writes, after the file was checked. */
export function upgradeTables(db: DatabaseSync): void {
  if (versionOf(db) === JOURNAL_VERSION) return;
  inTransaction(db, () => {
    const version = versionOf(db);
    for (const { from, sql } of UPGRADES) if (version <= from) db.exec(sql);
    db.exec(`PRAGMA user_version = ${JOURNAL_VERSION}`);
  });
}

/** For a reader, after the file was checked: empty tables of this connection alone, where the file does not have them. */
export function standInForTables(db: DatabaseSync): void {
  const version = versionOf(db);
  for (const { from, sql } of STAND_INS) if (version <= from) db.exec(sql);
}
