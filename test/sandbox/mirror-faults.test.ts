// What MariaDB may do to the mirror while the journal goes on: each time it says why, and catches up.

import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { observed, openMemory } from '../journal/sample.ts';
import { sandbox } from './harness.ts';
import {
  administer,
  asAdministrator,
  freshDatabase,
  killMariaDb,
  look,
  startMariaDb,
  stopMariaDb,
} from './mariadb.ts';
import {
  allRows,
  DAEMON_USER,
  dropDatabase,
  grantRights,
  HOST,
  type RunningMirror,
  rebuild,
  runMirror,
  setUpDatabase,
  verify,
} from './mirrored.ts';

const DATABASE = 'mirror_faults';

beforeAll(startMariaDb);
beforeEach(async () => {
  await startMariaDb();
  await setUpDatabase(DATABASE);
});
afterAll(async () => {
  await startMariaDb();
  await dropDatabase(DATABASE);
  await stopMariaDb();
});

let count = 0;

/** One account, and an entry that is reported and not repaired. */
function change(journal: Journal): void {
  count += 1;
  journal.append([
    observed(`user${count}`, { uid: 10_000 + count }),
    { kind: 'drift.healed', account: `user${count}`, data: { resource: 'home', item: 'mode' } },
  ]);
}

/** Ends with the test, however that ends. */
function following(journal: Journal): RunningMirror {
  const mirror = runMirror(DATABASE, journal);
  onTestFinished(() => mirror.stop());
  return mirror;
}

interface Fault {
  readonly what: string;
  strike(): Promise<void>;
  /** What the status says then. */
  readonly why: RegExp;
  mend(): Promise<void>;
}

const onServer =
  (...statements: string[]) =>
  () =>
    administer(...statements.map((each) => each.replaceAll('$db', DATABASE)));

const FAULTS: readonly Fault[] = [
  { what: 'is stopped', strike: stopMariaDb, why: /ENOENT|ECONNREFUSED/, mend: startMariaDb },
  { what: 'is killed', strike: killMariaDb, why: /ENOENT|ECONNREFUSED/, mend: startMariaDb },
  {
    what: 'takes no writes',
    strike: onServer('SET GLOBAL read_only = 1'),
    why: /read.only/,
    mend: onServer('SET GLOBAL read_only = 0'),
  },
  {
    what: 'takes the right to write away',
    strike: onServer(`REVOKE INSERT ON $db.audit_logs FROM ${DAEMON_USER}@localhost`),
    why: /INSERT command denied/,
    mend: onServer(`GRANT INSERT ON $db.audit_logs TO ${DAEMON_USER}@localhost`),
  },
  {
    what: 'has tables of a newer jopanel',
    strike: onServer(
      'INSERT INTO $db.mirror_schema (version) VALUES (99)',
      'ALTER TABLE $db.mirror_accounts RENAME COLUMN phase TO stage',
    ),
    why: /version 99, and this jopanel knows up to 3/,
    mend: onServer(
      'DELETE FROM $db.mirror_schema WHERE version = 99',
      'ALTER TABLE $db.mirror_accounts RENAME COLUMN stage TO phase',
    ),
  },
  {
    what: 'has a table that jopanel did not make',
    strike: onServer('DROP TABLE $db.audit_logs', 'CREATE TABLE $db.audit_logs (id INT)'),
    why: /audit_logs is not one that jopanel can use/,
    mend: onServer('DROP TABLE $db.audit_logs'),
  },
];

test.each(FAULTS)('MariaDB $what', async ({ strike, why, mend }) => {
  const journal = openMemory();
  change(journal);
  const mirror = following(journal);
  await mirror.inStep();
  await strike();
  for (let i = 0; i < 5; i++) change(journal);
  expect(await mirror.down()).toMatch(why);
  expect(mirror.view().auditThrough).toBe(2);
  change(journal);
  await mend();
  await mirror.inStep();
  await mirror.stop();
  expect(mirror.view().fault).toBeNull();
  expect(await verify(DATABASE, journal)).toMatchObject({ found: 0, accounts: 7, entries: 14, lag: 0 });
});

test('MariaDB is restarted between two writes: no outage is reported', async () => {
  const journal = openMemory();
  const mirror = following(journal);
  await mirror.inStep();
  await sandbox.run(['systemctl', 'restart', 'mariadb']);
  change(journal);
  await mirror.inStep();
  expect(mirror.view().failures).toBe(0);
  await mirror.stop();
});

test('the database is wiped: tables and rows come back by themselves', async () => {
  const journal = openMemory();
  change(journal);
  const mirror = following(journal);
  await mirror.inStep();
  const before = await allRows(DATABASE);
  await administer(
    ...['mirror_accounts', 'mirror_domains', 'audit_logs'].map((table) => `DROP TABLE ${DATABASE}.${table}`),
  );
  change(journal);
  await mirror.inStep();
  await mirror.stop();
  const after = await allRows(DATABASE);
  expect(after.audit.slice(0, 2)).toEqual(before.audit);
  expect(await verify(DATABASE, journal)).toMatchObject({ found: 0, accounts: 2, entries: 4 });
});

test('the disk is full: it goes on once there is room', async () => {
  const folder = `/var/lib/mysql/${DATABASE}`;
  await administer(`DROP DATABASE ${DATABASE}`);
  await sandbox.run(['install', '--directory', '--owner=mysql', '--group=mysql', folder]);
  const options = 'size=64m,uid=mysql,gid=mysql,mode=0700';
  await sandbox.run(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  try {
    await grantRights(DATABASE);
    // Before the tables are made: InnoDB gives itself up when a page of its own finds no room later on.
    await sandbox.run(['bash', '-c', `head --bytes=100M /dev/zero > ${folder}/ballast`], {
      allowFailure: true,
    });
    const journal = openMemory();
    change(journal);
    const mirror = following(journal);
    expect(await mirror.down()).toMatch(/No space left on device/);
    change(journal);
    await sandbox.run(['rm', `${folder}/ballast`]);
    await mirror.inStep();
    await mirror.stop();
    expect(await verify(DATABASE, journal)).toMatchObject({ found: 0, accounts: 2, entries: 4, lag: 0 });
  } finally {
    await administer(`DROP DATABASE ${DATABASE}`).catch(() => undefined);
    await sandbox.run(['umount', folder]);
    await freshDatabase(DATABASE);
  }
});

test('MariaDB is killed in the midst of a transaction: none of it is there, and then all of it once', async () => {
  const journal = openMemory();
  journal.append(Array.from({ length: 2000 }, (_, at) => observed(`mass${at}`, { uid: 20_000 + at })));
  const admin = await asAdministrator(DATABASE);
  // A panel that is slow to add the same login holds the transaction up when most of it is written.
  const held = admin.atomically(async () => {
    await admin.run('INSERT INTO users (username, host) VALUES (?, ?)', ['mass1999', HOST]);
    const mirror = following(journal);
    await sandbox.waitFor('the transaction to be held up', async () => {
      const sql =
        "SELECT info FROM information_schema.processlist WHERE info LIKE 'INSERT IGNORE INTO users%' AND time_ms > 200";
      return (await look(admin, sql)).length > 0;
    });
    await killMariaDb();
    await mirror.stop();
    throw new Error('the server is gone');
  });
  await expect(held).rejects.toThrow('gone');
  await startMariaDb();
  expect(await allRows(DATABASE)).toEqual({ accounts: [], domains: [], logins: [], audit: [] });
  const again = following(journal);
  await again.inStep();
  await again.stop();
  expect(await verify(DATABASE, journal)).toMatchObject({ found: 0, accounts: 2000, entries: 2000 });
});

test('MariaDB hangs: who wants to leave is not held up, and later all of it arrives', async () => {
  const journal = openMemory();
  const mirror = following(journal);
  await mirror.inStep();
  await sandbox.run(['systemctl', 'kill', '--signal=STOP', 'mariadb']);
  try {
    change(journal);
    await sandbox.waitFor('the mirror to ask what is never answered', () => mirror.unanswered() > 0);
    // It has the patience to wait for an answer for longer than this test may take.
    await mirror.stop();
  } finally {
    await sandbox.run(['systemctl', 'kill', '--signal=CONT', 'mariadb']);
  }
  const again = following(journal);
  await again.inStep();
  await again.stop();
  expect(await verify(DATABASE, journal)).toMatchObject({ found: 0, entries: 2 });
});

test('two writers of one host take turns: nothing is doubled', async () => {
  const journal = openMemory();
  const mirrors = [following(journal), following(journal)];
  for (let i = 0; i < 20; i++) {
    change(journal);
    await rebuild(DATABASE, journal);
  }
  for (const mirror of mirrors) await mirror.inStep();
  for (const mirror of mirrors) await mirror.stop();
  expect(await verify(DATABASE, journal)).toMatchObject({ found: 0, accounts: 20, entries: 40 });
});
