// One row per shared service: the digest that its files should have, the digest that it last loaded, and its last
// test. The loaded digest is unknown from the first file change until the reload was seen, so a pending reload
// stays pending across a crash, even when the files end up as they were before.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';

const services = `(
  service TEXT PRIMARY KEY,
  desired TEXT,
  loaded TEXT, loaded_at INTEGER,
  tested TEXT, test_ok INTEGER, test_output TEXT, tested_at INTEGER
) STRICT, WITHOUT ROWID`;

function prepare(db: DatabaseSync): ApplyEvent {
  const upsert = (columns: readonly string[]) =>
    db.prepare(
      `INSERT INTO services (service, ${columns.join(', ')}) VALUES (?${', ?'.repeat(columns.length)})
       ON CONFLICT (service) DO UPDATE SET ${columns.map((c) => `${c} = excluded.${c}`).join(', ')}`,
    );
  const want = upsert(['desired', 'loaded']);
  const test = upsert(['tested', 'test_ok', 'test_output', 'tested_at']);
  // These files were live before this journal began; no event of it asked for them.
  const load = db.prepare(
    `INSERT INTO services (service, desired, loaded, loaded_at) VALUES (?1, ?2, ?2, ?3)
     ON CONFLICT (service) DO UPDATE
     SET desired = coalesce(desired, ?2), loaded = excluded.loaded, loaded_at = excluded.loaded_at`,
  );
  return (event) => {
    switch (event.kind) {
      case 'wave.began':
        for (const { service, desired } of event.data.services) want.run(service, desired, null);
        return;
      case 'service.desired':
        want.run(event.data.service, event.data.digest, null);
        return;
      case 'service.tested': {
        const { service, digest, ok, output } = event.data;
        test.run(service, digest, ok ? 1 : 0, output, event.time);
        return;
      }
      case 'service.loaded':
        load.run(event.data.service, event.data.digest, event.time);
        return;
    }
  };
}

export const servicesFold: Fold = { name: 'services', version: 3, tables: { services }, prepare };
