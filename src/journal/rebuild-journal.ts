import { connectWriter } from './connect.ts';
import { rebuildFolds } from './rebuild.ts';
import { upgradeTables } from './versions.ts';
import { headOf } from './walk-chain.ts';

/** @returns the number of the newest entry. @throws JournalDamagedError when the entries are damaged */
export function rebuildJournal(path: string): number {
  const db = connectWriter(path);
  try {
    upgradeTables(db);
    rebuildFolds(db);
    return headOf(db).seq;
  } finally {
    db.close();
  }
}
