// Measures, on the host, how long a mirror takes from an empty database to being in step with the journal of so
// many accounts that were just made, beside the server's own loading of the same rows from files. Prints seconds
// as JSON. Arguments: how many accounts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from '../../src/host/clock.ts';
import type { NewEvent } from '../../src/journal/event.ts';
import { openJournal } from '../../src/journal/open-journal.ts';
import { Mirror } from '../../src/mirror/mirror.ts';
import { openSession, type Session } from '../../src/mirror/session.ts';
import { neverSetAside, observed } from '../../test/journal/sample.ts';
import { nameOf } from '../account-name.ts';

const DATABASE = 'bench_mirror';
const TABLES = ['mirror_accounts', 'mirror_domains', 'users', 'audit_logs'];
/** What a new account leaves in the journal, as counted on a host. */
const STEPS = 11;
const KINDS = 10;

const accounts = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), 'bench-mirror-'));
const { journal } = openJournal({ path: join(folder, 'journal.db'), now: Date.now, setAside: neverSetAside });
for (let from = 0; from < accounts; from += 500)
  journal.append(Array.from({ length: 500 }, (_, at) => past(from + at)).flat());

const open = (database: string): Promise<Session> =>
  openSession({ at: { socket: '/run/mysqld/mysqld.sock' }, user: 'root', password: undefined, database });
const admin = await open('mysql');
await admin.run(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);

const start = performance.now();
let searchable = Number.NaN;
const stop = new AbortController();
await new Mirror({
  journal,
  host: 'bench.example',
  clock: systemClock,
  random: () => 0,
  known: 0,
  connect: () => open(DATABASE),
  report({ state, fault }) {
    if (fault !== null) throw new Error(fault.message);
    if (Number.isNaN(searchable)) searchable = (performance.now() - start) / 1000;
    if (state === 'in_step') stop.abort();
  },
}).run(stop.signal);
const seconds = (performance.now() - start) / 1000;

const [counted] = await admin.rows(
  z.object({ n: z.int() }),
  `SELECT COUNT(*) AS n FROM ${DATABASE}.audit_logs`,
);
const floor = await load();
console.log(
  JSON.stringify({
    seconds,
    searchable,
    floor,
    accounts,
    entries: counted?.n,
    rss_mb: process.memoryUsage().rss / 1e6,
  }),
);
await admin.run(`DROP DATABASE ${DATABASE}`);
await admin.close();
journal.close();
rmSync(folder, { recursive: true });

/** The same rows into tables like these, from files that the server wrote. */
async function load(): Promise<number> {
  await admin.run(`USE ${DATABASE}`);
  for (const table of TABLES) {
    await admin.run(`SELECT * FROM ${table} INTO OUTFILE '/var/lib/mysql/${table}.rows'`);
    await admin.run(`CREATE TABLE bare_${table} LIKE ${table}`);
  }
  const begun = performance.now();
  for (const table of TABLES)
    await admin.run(`LOAD DATA INFILE '/var/lib/mysql/${table}.rows' INTO TABLE bare_${table}`);
  return (performance.now() - begun) / 1000;
}

function past(index: number): NewEvent[] {
  const account = nameOf(index);
  const set = observed(account, {
    uid: 10_000 + index,
    domains: [`${account}.example`, `www.${account}.example`],
    contact_email: `owner@${account}.example`,
  });
  const wave = 'bench';
  const summary = `/etc/nginx/jopanel/${account}.conf is written, 0644 root, and nginx reloads`;
  const at = Date.now();
  const resources = Array.from({ length: KINDS }, (_, kind) => ({
    kind: `resource-${kind}`,
    state: 'in_sync' as const,
    message: '',
    changed_at: at,
  }));
  const condition = { status: 'true', reason: 'Applied', message: '', last_transition_at: at } as const;
  const conditions = (['Valid', 'Ready', 'Drifted', 'Contested', 'Held'] as const).map((type) => ({
    type,
    ...condition,
  }));
  return [
    set,
    ...Array.from(
      { length: STEPS },
      (): NewEvent => ({
        kind: 'step.applied',
        account,
        data: { wave, resource: 'nginx-vhost', summary, owns: [`file:/etc/nginx/jopanel/${account}.conf`] },
      }),
    ),
    { kind: 'revision.applied', account, data: { wave, revision: set.data.revision } },
    {
      kind: 'conditions.changed',
      account,
      data: { conditions, resources, phase: 'applied', last_error: null, next_retry_at: null },
    },
  ];
}
