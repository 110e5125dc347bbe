/** A journal of the test's own, and the mirror of it in the real server. */

import { systemClock } from '../../src/host/clock.ts';
import type { JournalReader } from '../../src/journal/reader.ts';
import { Mirror } from '../../src/mirror/mirror.ts';
import type { MirrorView } from '../../src/mirror/mirror-view.ts';
import { openSession, type Session } from '../../src/mirror/session.ts';
import { setupStatements } from '../../src/mirror/setup-sql.ts';
import { sandbox } from './harness.ts';
import { access, administer, freshDatabase } from './mariadb.ts';

export const DAEMON_USER = 'jopanel_test';
export const PASSWORD = 'correct horse battery';

/** A database as the setup leaves it, with the daemon's own user and no more rights than that has. */
export async function setUpDatabase(database: string): Promise<void> {
  await freshDatabase(database);
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
  return openSession(access(DAEMON_USER, database, PASSWORD), { connectMs: 2000, answerMs: 5000 });
}

export interface RunningMirror {
  view(): MirrorView;
  /** Waits until it has everything that the journal holds now. */
  inStep(): Promise<void>;
  /** Waits until it is down, and says why. */
  down(): Promise<string>;
  stop(): Promise<void>;
}

export function runMirror(database: string, journal: JournalReader, host = 'web1.example'): RunningMirror {
  const stop = new AbortController();
  let seen: MirrorView | undefined;
  const mirror = new Mirror({
    journal,
    host,
    // Its waits are shortened, so that no test sits through them.
    clock: {
      now: () => systemClock.now(),
      sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 100), signal),
    },
    random: () => 0,
    known: 0,
    connect: () => asDaemon(database),
    told: (view) => {
      seen = view;
    },
  });
  const ended = mirror.run(stop.signal);
  const view = () => {
    if (seen === undefined) throw new Error('the mirror has said nothing yet');
    return seen;
  };
  return {
    view,
    async inStep() {
      const head = journal.head().seq;
      await sandbox
        .waitFor(
          'the mirror to be in step',
          () => seen?.state === 'in_step' && seen.auditThrough >= head,
          30_000,
        )
        .catch((error) => {
          throw new Error(`${error.message}: ${JSON.stringify(seen)}`);
        });
    },
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
