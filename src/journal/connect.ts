// Opens the file with the settings that the writing side relies on.
import { DatabaseSync } from 'node:sqlite';

/** How long to wait for another process that writes, such as `journal rebuild`. */
const BUSY_MS = 5000;
const WAL_LIMIT = 16 * 1024 * 1024;

export function connectWriter(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_MS, enableForeignKeyConstraints: false });
  try {
    // Only takes effect on a file that is still empty; pruning then gives its pages back.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${WAL_LIMIT}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function connectReader(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
}
