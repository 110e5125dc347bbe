// Waves that began and have not ended. A start after a crash looks at these first.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';

const openWaves = `(
  wave TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  time INTEGER NOT NULL
) STRICT, WITHOUT ROWID`;

function prepare(db: DatabaseSync): ApplyEvent {
  const begin = db.prepare('INSERT OR REPLACE INTO open_waves (wave, seq, time) VALUES (?, ?, ?)');
  const end = db.prepare('DELETE FROM open_waves WHERE wave = ?');
  return (event) => {
    if (event.kind === 'wave.began') begin.run(event.data.wave, event.seq, event.time);
    else if (event.kind === 'wave.ended' || event.kind === 'wave.abandoned') end.run(event.data.wave);
  };
}

export const openWavesFold: Fold = {
  name: 'open-waves',
  version: 1,
  tables: { open_waves: openWaves },
  prepare,
};
