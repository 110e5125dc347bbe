// Sets as large as they may be, edited again and again: neither memory nor disk follows.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from '../sandbox/forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  journal,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from '../sandbox/harness.ts';
import { jopanel } from '../sandbox/jopanel.ts';
import { mostMemoryMiB } from './inside/most-memory.ts';

const MIB = 1024 * 1024;
const USERS = Array.from({ length: 24 }, (_, index) => `bigset${index}`);
const [FIRST = ''] = USERS;
/** Of all its threads together, in MiB. */
const MOST_MEMORY = 400;
const FILES = ['account', 'domains', 'limits', 'services', 'ssh'] as const;

/** Values that no program reads make each file of a set a whole MiB; written where they lie, as they are 120 MB. */
const FILL = `
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const [folder, ...names] = process.argv.slice(1);
for (const name of names) for (const file of ${JSON.stringify(FILES)}) {
  const path = folder + '/' + name + '/' + file + '.json';
  const value = { ...JSON.parse(readFileSync(path, 'utf8')), x_a: (file + ' ').repeat(${MIB} / 4).slice(0, ${MIB - 20_000}) };
  writeFileSync(path + '.tmp', JSON.stringify(value), { mode: 0o600 });
  renameSync(path + '.tmp', path);
}`;

beforeAll(async () => {
  for (const username of USERS) await dropAccount(username);
  await sandbox.run(['node', '-e', FILL, '/etc/jopanel/users', ...USERS]);
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(USERS);
});

async function journalMiB(): Promise<number> {
  const { stdout } = await sandbox.run(['du', '--bytes', '--total', '/var/lib/jopanel/journal.db']);
  return Number(stdout.split('\t')[0]) / MIB;
}

test('two dozen sets of 5 MiB are taken in and restarted with within 400 MB', async () => {
  const first = await mostMemoryMiB();
  await stopDaemon();
  await startDaemon();
  await waitApplied(FIRST);
  expect(Math.max(first, await mostMemoryMiB())).toBeLessThan(MOST_MEMORY);
});

test('an edit of one value costs the journal that one file, and history can restore each', async () => {
  const before = await journalMiB();
  const revisions: string[] = [];
  for (let edit = 1; edit <= 5; edit++) {
    revisions.push(await editAccount(FIRST, 'limits', (limits) => ({ ...limits, x_b: edit })));
    await waitApplied(FIRST);
  }
  // One of five files of 1 MiB changes; the page size and the write-ahead log add a little.
  expect((await journalMiB()) - before).toBeLessThan(5 * 1.5);
  const [oldest = ''] = revisions;
  expect((await jopanel(['diff', FIRST, oldest])).stdout).toContain('x_b');
  const rollback = ['node', '/usr/lib/jopanel/src/jopanel.ts', 'rollback', FIRST, oldest, '--yes', '--wait'];
  expect(await sandbox.run(rollback, { timeoutMs: 150_000 })).toMatchObject({ exitCode: 0 });
});

test('beyond the budget of the day edits are applied, and status, log and history say what is not kept', async () => {
  for (let edit = 0; edit < 30; edit++) {
    await editAccount(FIRST, 'limits', (limits) => ({ ...limits, x_b: 100 + edit }));
    await waitApplied(FIRST);
  }
  expect((await jopanel(['status', FIRST])).stdout).toContain('history keeps only its newest revision');
  expect((await jopanel(['history', FIRST])).stdout).toContain('over the budget of its day');
  expect(await journal()).toContain('history keeps no more of what this account changes today');
  expect(await jopanel(['journal', 'verify'])).toMatchObject({ exitCode: 0 });
  expect(await mostMemoryMiB()).toBeLessThan(MOST_MEMORY);
});
