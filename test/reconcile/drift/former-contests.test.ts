// A journal from before steps had an item: its contests are known by the sentence that their step was shown with.
// The fixture was made by that release, on a simulated host where another hand kept changing anna's things.

import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { openJournalReader } from '../../../src/journal/open-journal.ts';
import { fileNameOf, REVISION_FILES } from '../../../src/model/set-files.ts';
import { lookUp, setOwnership, syncAll } from '../../sim/disk.ts';
import { boot, converge, type Engine, journalFolder } from '../../sim/engine.ts';
import { freshMachine, putFile } from '../../sim/fresh-machine.ts';
import type { Machine } from '../../sim/machine.ts';
import { writeSet } from '../../sim/users-folder.ts';

const FIXTURE = new URL('../../../fixtures/journals/contests-by-sentence.db.gz', import.meta.url);
const VHOST = '/etc/nginx/jopanel/anna.conf';
const folder = journalFolder();
let engine: Engine;

beforeEach(async () => {
  const journalPath = `${folder.path}/${crypto.randomUUID()}.db`;
  writeFileSync(journalPath, gunzipSync(readFileSync(FIXTURE)));
  const machine = freshMachine();
  using former = openJournalReader(journalPath);
  for (const { username, desiredRevision } of former.accounts()) {
    writeSet(machine.disk, username, filesOf(former.revisionText(desiredRevision ?? '')), 0);
  }
  // The host as that release had left it, before the hand that is not jopanel's.
  const earlier = await boot(machine, { journalPath: `${folder.path}/${crypto.randomUUID()}.db` });
  await converge(earlier);
  earlier.close();
  // meta.json was written a moment ago.
  machine.now += 1000;
  engine = await boot(machine, { journalPath });
});

afterEach(() => engine.close());
afterAll(() => folder.remove());

function filesOf(canonical = '{}') {
  const set: Record<string, unknown> = JSON.parse(canonical);
  return new Map(REVISION_FILES.map((file) => [fileNameOf(file), JSON.stringify(set[file])]));
}

function tamper(machine: Machine): void {
  const user = machine.users.get('anna');
  if (user === undefined) throw new Error('there is no user anna');
  machine.users.set('anna', { ...user, shell: '/bin/sh', comment: 'Somebody', password: '$6$other' });
  setOwnership(machine.disk, '/home/anna', { mode: 0o755 });
  lookUp(machine.disk, '/home/anna')?.acl.clear();
  putFile(machine, VHOST, `${lookUp(machine.disk, VHOST)?.text}# by another hand\n`);
  syncAll(machine.disk);
}

function contestedOf(username: string): string[] {
  const own = engine.journal.contests().filter(({ account }) => account === username);
  return own.map(({ resource, item }) => `${resource} ${item}`);
}

test('its contests are read by the items of their steps', () => {
  expect(contestedOf('anna')).toEqual([
    'disk-quota quota',
    'ftp-access login',
    'home home-acl',
    'home home-mode',
    'linux-user comment',
    'linux-user password',
    'linux-user shell',
    `nginx-vhost ${VHOST}`,
    'node-app jopanel-app-anna-shop.service',
    'sshd-match match-block',
  ]);
});

test('contests of before stay: their drift is not corrected, and other contests are over', async () => {
  tamper(engine.machine);
  await engine.pass(['anna'], 'resync');
  expect(engine.machine.users.get('anna')).toMatchObject({ shell: '/bin/sh', comment: 'Somebody' });
  expect(lookUp(engine.machine.disk, VHOST)?.text).toContain('# by another hand');
  expect(engine.journal.account('anna')?.phase).toBe('held');
  expect(contestedOf('anna')).toEqual([
    'home home-acl',
    'home home-mode',
    'linux-user comment',
    'linux-user password',
    'linux-user shell',
    `nginx-vhost ${VHOST}`,
  ]);
});

test('corrections from before the restart still count', async () => {
  const { machine, journal } = engine;
  // Nothing is contested any more, and then the same hand comes back within ten minutes.
  await engine.pass(['anna'], 'resync');
  expect(contestedOf('anna')).toEqual([]);
  tamper(machine);
  engine = await engine.restart();
  await engine.pass(['anna'], 'resync');
  expect(journal.account('anna')?.phase).toBe('held');
  expect(contestedOf('anna')).toContain('linux-user shell');
});
