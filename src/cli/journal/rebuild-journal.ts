import { connectWriter } from '../../journal/connect.ts';
import { rebuildFolds } from '../../journal/rebuild.ts';
import { headOf } from '../../journal/walk-chain.ts';

/** @returns the number of the newest entry. @throws JournalDamagedError when the entries are not sound */
export function rebuildJournal(path: string): number {
  const db = connectWriter(path);
  try {
    rebuildFolds(db);
    return headOf(db).seq;
  } finally {
    db.close();
  }
}
