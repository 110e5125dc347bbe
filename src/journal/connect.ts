// Opens the SQLite file with the settings that the writer relies on.
import { DatabaseSync } from 'node:sqlite';

/** How long a statement waits for another process that writes, such as `jopanel journal rebuild`. */
const BUSY_MS = 5000;
const WAL_LIMIT = 16 * 1024 * 1024;

export function connectWriter(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_MS, enableForeignKeyConstraints: false });
  try {
    // This setting only takes effect on an empty file. With it, pruning can return pages to the file system.
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
