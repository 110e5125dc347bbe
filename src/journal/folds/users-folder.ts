// The device that the users folder was on when no account was missing.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';

const usersFolder = `(
  only INTEGER PRIMARY KEY CHECK (only = 1),
  device INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT`;

function prepare(db: DatabaseSync): ApplyEvent {
  const seen = db.prepare('INSERT OR REPLACE INTO users_folder (only, device, seen_at) VALUES (1, ?, ?)');
  return (event) => {
    if (event.kind === 'folder.seen') seen.run(event.data.device, event.time);
  };
}

export const usersFolderFold: Fold = {
  name: 'users-folder',
  version: 1,
  tables: { users_folder: usersFolder },
  prepare,
};
