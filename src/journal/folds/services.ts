// Each shared service: the digest its files should have, the digest it last loaded, and its last test. A
// reload is owed while the two digests differ.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';

const services = `(
  service TEXT PRIMARY KEY,
  desired TEXT,
  loaded TEXT, generation TEXT, loaded_at INTEGER,
  tested TEXT, test_ok INTEGER, test_output TEXT, tested_at INTEGER
) STRICT, WITHOUT ROWID`;

function prepare(db: DatabaseSync): ApplyEvent {
  const upsert = (columns: readonly string[]) =>
    db.prepare(
      `INSERT INTO services (service, ${columns.join(', ')}) VALUES (?${', ?'.repeat(columns.length)})
       ON CONFLICT (service) DO UPDATE SET ${columns.map((c) => `${c} = excluded.${c}`).join(', ')}`,
    );
  const want = upsert(['desired']);
  const test = upsert(['tested', 'test_ok', 'test_output', 'tested_at']);
  const load = upsert(['loaded', 'generation', 'loaded_at']);
  return (event) => {
    switch (event.kind) {
      case 'wave.began':
        for (const { service, desired } of event.data.services) want.run(service, desired);
        return;
      case 'service.desired':
        want.run(event.data.service, event.data.digest);
        return;
      case 'service.tested': {
        const { service, digest, ok, output } = event.data;
        test.run(service, digest, ok ? 1 : 0, output, event.time);
        return;
      }
      case 'service.loaded':
        load.run(event.data.service, event.data.digest, event.data.generation, event.time);
        return;
    }
  };
}

export const servicesFold: Fold = { name: 'services', version: 1, tables: { services }, prepare };
