// The daemon and MariaDB are killed again and again, each at a random moment, while thousands of changes go
// through: in the end the mirror is what a fresh one would be, and no audit entry is missing or doubled.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openJournalReader } from '../../src/journal/open-journal.ts';
import { searchMirror } from '../../src/mirror/search.ts';
import { sandbox } from './harness.ts';
import { killMariaDb, SERVER_SOCKET, startMariaDb, stopMariaDb } from './mariadb.ts';
import {
  allRows,
  asDaemon,
  DAEMON_USER,
  dropDatabase,
  mirrorOnce,
  PASSWORD,
  setUpDatabase,
  verify,
} from './mirrored.ts';

const DATABASE = 'mirror_crashes';
const FRESH = 'mirror_fresh';
const CHANGES = Number(process.env.JOPANEL_MIRROR_CHANGES ?? 2000);
const KILLS = Math.ceil(CHANGES / 250);
const LONGEST_MS = 500;

const folder = mkdtempSync(join(tmpdir(), 'jopanel-mirror-'));
const passwordFile = join(folder, 'password');

beforeAll(async () => {
  writeFileSync(passwordFile, PASSWORD, { mode: 0o600 });
  await startMariaDb();
  await setUpDatabase(DATABASE);
});
afterAll(async () => {
  await startMariaDb();
  await dropDatabase(FRESH);
  await dropDatabase(DATABASE);
  await stopMariaDb();
  rmSync(folder, { recursive: true });
});

/** Comes back once the daemon is at work. */
async function startDaemon() {
  const mariadb = {
    socket: sandbox.path(SERVER_SOCKET),
    user: DAEMON_USER,
    password_file: passwordFile,
    database: DATABASE,
  };
  const script = join(import.meta.dirname, 'inside/changing-daemon.ts');
  const child = spawn(process.execPath, [script, folder, String(CHANGES), JSON.stringify(mariadb)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), ended]);
  return { child, ended };
}

test(`${CHANGES} changes, killed at random`, { timeout: 60_000 + CHANGES * 30 }, async () => {
  let daemon = await startDaemon();
  for (let kill = 0; kill < KILLS; kill++) {
    if ((await Promise.race([daemon.ended, sleep(Math.random() * LONGEST_MS)])) !== undefined) break;
    if (kill % 2 === 0) {
      daemon.child.kill('SIGKILL');
      await daemon.ended;
      daemon = await startDaemon();
    } else {
      await killMariaDb();
      await startMariaDb();
    }
  }
  await daemon.ended;
  expect(daemon.child.exitCode).toBe(0);

  const journal = openJournalReader(join(folder, 'journal.db'));
  const head = journal.head().seq;
  expect(await verify(DATABASE, journal, hostname())).toMatchObject({ found: 0, findings: [], lag: 0 });
  const kept = await allRows(DATABASE);
  expect(kept.audit.map(({ sequence }) => sequence)).toEqual(Array.from({ length: head }, (_, at) => at + 1));
  const session = await asDaemon(DATABASE);
  for (const query of ['gold', 'owner.1', 'd3.user7', 'user149'])
    expect((await searchMirror(session, { query, limit: 1000 })).map(({ username }) => username)).toEqual(
      journal.search(query, 1000),
    );
  await session.close();

  await setUpDatabase(FRESH);
  await mirrorOnce(FRESH, journal, hostname());
  const { audit: _, ...fresh } = await allRows(FRESH);
  expect(kept).toMatchObject(fresh);
  journal.close();
});
