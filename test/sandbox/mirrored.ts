/** A journal of the test's own, and the mirror of it in the real server. */

import { afterAll, beforeAll, beforeEach } from 'vitest';
import { systemClock } from '../../src/host/clock.ts';
import type { Anchor } from '../../src/journal/anchor.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { JournalReader } from '../../src/journal/reader.ts';
import { type Logins, readLogins } from '../../src/mirror/add-logins.ts';
import { auditAnchors } from '../../src/mirror/audit-anchors.ts';
import type { Place } from '../../src/mirror/cursor.ts';
import { Mirror } from '../../src/mirror/mirror.ts';
import type { MirrorView } from '../../src/mirror/mirror-view.ts';
import { type Rebuilt, rebuildMirror } from '../../src/mirror/rebuild.ts';
import { bringUpToDate } from '../../src/mirror/schema.ts';
import { openSession, type Session } from '../../src/mirror/session.ts';
import { setupStatements } from '../../src/mirror/setup-sql.ts';
import type { VerificationReport } from '../../src/mirror/verify/verification-report.ts';
import { verifyMirror } from '../../src/mirror/verify/verify-mirror.ts';
import { observed, openMemory } from '../journal/sample.ts';
import { sandbox } from './harness.ts';
import {
  access,
  administer,
  asAdministrator,
  freshDatabase,
  look,
  startMariaDb,
  stopMariaDb,
} from './mariadb.ts';

export const HOST = 'web1.example';
export const DAEMON_USER = 'jopanel_test';
export const PASSWORD = 'correct horse battery';
/** Longer than any test takes: nothing goes on because a wait was over, and on a busy machine nothing fails by one. */
const PATIENCE = { connectMs: 600_000, answerMs: 600_000 };

/** A database as the setup leaves it. */
export async function setUpDatabase(database: string): Promise<void> {
  await freshDatabase(database);
  await grantRights(database);
}

/** For a file of tests: the server runs, each test begins with a fresh database, and none is left. */
export function useFreshDatabases(database: string): void {
  beforeAll(startMariaDb);
  beforeEach(() => setUpDatabase(database));
  afterAll(async () => {
    await dropDatabase(database);
    await stopMariaDb();
  });
}

/** The daemon's own user, with no more rights than the setup gives. */
export async function grantRights(database: string): Promise<void> {
  await administer(
    `DROP USER IF EXISTS ${DAEMON_USER}@localhost`,
    ...setupStatements({
      user: DAEMON_USER,
      database,
      from: 'localhost',
      identified: `IDENTIFIED BY '${PASSWORD}'`,
    }),
  );
}

export async function dropDatabase(database: string): Promise<void> {
  await administer(`DROP DATABASE IF EXISTS ${database}`, `DROP USER IF EXISTS ${DAEMON_USER}@localhost`);
}

export function asDaemon(database: string): Promise<Session> {
  return openSession(access(DAEMON_USER, database, PASSWORD), PATIENCE);
}

/** What `jopanel mirror verify` and `rebuild` do, under the name of one host. */
export async function verify(
  database: string,
  journal: JournalReader,
  host = HOST,
): Promise<VerificationReport> {
  return asCommand(database, host, (place, logins) => verifyMirror(place, logins, journal));
}

export async function rebuild(database: string, journal: JournalReader, host = HOST): Promise<Rebuilt> {
  const now = () => systemClock.now();
  return asCommand(database, host, (place, logins) => rebuildMirror(place, logins, journal, { now }));
}

/** The heads that `jopanel journal verify` compares the journal with. */
export async function anchorsOf(database: string, journal: JournalReader, host = HOST): Promise<Anchor[]> {
  return asCommand(database, host, (place) => auditAnchors(place, journal));
}

async function asCommand<T>(
  database: string,
  host: string,
  work: (place: Place, logins: Logins) => Promise<T>,
): Promise<T> {
  const session = await asDaemon(database);
  try {
    await bringUpToDate(session);
    const place = { session, host };
    return await work(place, await readLogins(place));
  } finally {
    await session.close();
  }
}

/** Everything that is in the tables, for comparing two databases. */
export async function allRows(database: string) {
  const admin = await asAdministrator(database);
  try {
    return {
      accounts: await look(admin, 'SELECT * FROM mirror_accounts ORDER BY host, username'),
      domains: await look(admin, 'SELECT * FROM mirror_domains ORDER BY host, username, domain'),
      logins: await look(
        admin,
        'SELECT host, username, role, password_hash FROM users ORDER BY username, host',
      ),
      audit: await look(admin, 'SELECT * FROM audit_logs ORDER BY host, journal, sequence, hash'),
    };
  } finally {
    await admin.close();
  }
}

export interface RunningMirror {
  /** How many statements it has sent to the server that have no answer yet. */
  unanswered(): number;
  view(): MirrorView;
  /** Waits until it has everything that the journal holds now. @param timeoutMs longer where that is a lot */
  inStep(timeoutMs?: number): Promise<void>;
  /** Waits until it is down, and says why. */
  down(): Promise<string>;
  stop(): Promise<void>;
}

export function runMirror(database: string, journal: JournalReader, host = HOST): RunningMirror {
  const stop = new AbortController();
  const begun = systemClock.now();
  let seen: MirrorView | undefined;
  const mirror = new Mirror({
    journal,
    host,
    // Its waits are shortened, so that no test sits through them. For it no time goes by: it looks at the
    // database when there is news, never because it has not done so for a while.
    clock: {
      now: () => begun,
      monotonic: () => begun,
      sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 100), signal),
    },
    random: () => 0,
    known: 0,
    connect: async () => counting(await asDaemon(database)),
    report: (view) => {
      seen = view;
    },
  });
  const ended = mirror.run(stop.signal);
  let open = 0;
  async function answered<T>(statement: Promise<T>): Promise<T> {
    open += 1;
    return statement.finally(() => {
      open -= 1;
    });
  }
  function counting(session: Session): Session {
    return {
      ...session,
      rows: (schema, sql, values) => answered(session.rows(schema, sql, values)),
      run: (sql, values) => answered(session.run(sql, values)),
      batch: (sql, rows) => answered(session.batch(sql, rows)),
      atomically: (work) => answered(session.atomically(work)),
    };
  }
  const view = () => {
    if (seen === undefined) throw new Error('the mirror has said nothing yet');
    return seen;
  };
  return {
    view,
    async inStep(timeoutMs = 30_000) {
      const head = journal.head().seq;
      await sandbox
        .waitFor(
          'the mirror to be in step',
          () => seen?.state === 'in_step' && seen.auditThrough >= head,
          timeoutMs,
        )
        .catch((error) => {
          throw new Error(`${error.message}: ${JSON.stringify(seen)}`);
        });
    },
    unanswered: () => open,
    async down() {
      await sandbox.waitFor('the mirror to be down', () => seen?.state === 'down');
      return view().fault?.message ?? '';
    },
    async stop() {
      stop.abort();
      await ended;
    },
  };
}

/** Until the mirror has everything that the journal holds now. */
export async function mirrorOnce(database: string, journal: JournalReader, host = HOST): Promise<void> {
  const mirror = runMirror(database, journal, host);
  await mirror.inStep();
  await mirror.stop();
}

/** Three accounts, five entries. */
export function sampleJournal(): Journal {
  const journal = openMemory();
  const [anna, joko, thea] = [
    observed('anna'),
    observed('joko', { uid: 10_001 }),
    observed('thea', { uid: 10_002 }),
  ];
  journal.append([anna, joko, thea]);
  journal.append([
    { kind: 'step.applied', account: 'joko', data: { wave: 'w', resource: 'home', summary: 'made' } },
    { kind: 'revision.applied', account: 'joko', data: { wave: 'w', revision: joko.data.revision } },
  ]);
  return journal;
}
