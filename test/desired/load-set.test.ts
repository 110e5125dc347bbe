// A set is acted on only when it is unchanged for a while, whole and good.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type LoadOptions, loadSet } from '../../src/desired/load-set.ts';
import type { UsersFolder } from '../../src/host/users-folder/users-folder.ts';
import { scratchUsers } from '../host/users-folder/scratch-users.ts';
import { FACTS } from '../model/hostile-set.ts';

const later = (): LoadOptions => ({ quietMs: 100, nowMs: Date.now() + 1000 });

test('a still and good set', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const set = await loadSet(scratch.users, 'joko', FACTS, later());
  if (set.state !== 'ok') throw new Error(JSON.stringify(set));
  expect(set.account.revision).toBe(
    'sha256:7728600517b0a58e7e8d958fcba9e2b926ad4bf2b9051191dce82ad207caec58',
  );
  expect(set.fingerprint).toBe(scratch.users.fingerprint('joko'));
  expect(set.meta?.audit?.last_actor).toBe('admin:root');
  expect(JSON.parse(set.canonical)).toHaveProperty('account.uid', 12010);
});

test('modes that alone let others read a set are set right only where that is asked for', async () => {
  using scratch = scratchUsers();
  const file = `${scratch.add('joko')}/ssh.json`;
  chmodSync(file, 0o644);
  expect(await loadSet(scratch.users, 'joko', FACTS, later())).toMatchObject({ state: 'ok' });
  expect(statSync(file).mode & 0o777).toBe(0o644);
  const names: string[] = [];
  const onTightened = (found: readonly string[]) => names.push(...found);
  expect(await loadSet(scratch.users, 'joko', FACTS, { ...later(), onTightened })).toMatchObject({
    state: 'ok',
  });
  expect([names, statSync(file).mode & 0o777]).toEqual([['ssh.json'], 0o600]);
});

test('a set that changed a moment ago is busy, for as long as it still has to be quiet', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const read = scratch.users.read('joko');
  const changedAt = read.state === 'read' ? read.changedAtMs : 0;
  const at = (nowMs: number) => loadSet(scratch.users, 'joko', FACTS, { quietMs: 100, nowMs });
  expect(await at(changedAt + 40)).toEqual({
    state: 'busy',
    retryAfterMs: 60,
    why: 'it changed a moment ago',
  });
  expect(await at(changedAt + 99)).toMatchObject({ state: 'busy', retryAfterMs: 1 });
  expect(await at(changedAt + 100)).toMatchObject({ state: 'ok' });
  // A little ahead of us is still a moment ago; far ahead, the clock was set back.
  expect(await at(changedAt - 500)).toMatchObject({ state: 'busy' });
  expect(await at(changedAt - 3_600_000)).toMatchObject({ state: 'ok' });
});

test('an invalid set that changed a moment ago is busy too, because it may be half written', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  scratch.write('joko', 'domains.json', '{ "schema_ver');
  expect(await loadSet(scratch.users, 'joko', FACTS, { quietMs: 100, nowMs: Date.now() })).toMatchObject({
    state: 'busy',
  });
  expect(await loadSet(scratch.users, 'joko', FACTS, later())).toMatchObject({
    state: 'refused',
    problems: [{ file: 'domains.json', line: 1 }],
    fingerprint: scratch.users.fingerprint('joko'),
  });
});

test('an unreadable set is invalid, and its fingerprint changes when it is corrected', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  rmSync(`${folder}/ssh.json`);
  mkdirSync(`${folder}/ssh.json`, { mode: 0o700 });
  expect(await loadSet(scratch.users, 'joko', FACTS, later())).toMatchObject({
    state: 'refused',
    problems: [{ file: 'ssh.json', message: 'is not a regular file' }],
    fingerprint: scratch.users.fingerprint('joko'),
  });
});

test('a set that keeps changing while it is read is busy', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const torn: UsersFolder = { ...scratch.users, read: () => ({ state: 'unstable' }) };
  expect(await loadSet(torn, 'joko', FACTS, later())).toEqual({
    state: 'busy',
    retryAfterMs: 100,
    why: 'it changed while it was read',
  });
});

test('a missing set is reported as gone', async () => {
  using scratch = scratchUsers();
  expect(await loadSet(scratch.users, 'joko', FACTS, later())).toEqual({ state: 'gone' });
});

test('a locked set is busy and is not read', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  await scratch.users.withLock('joko', { waitMs: 0 }, async () => undefined);
  const shell = spawn('flock', [`${scratch.locksDir}/user-joko.lock`, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(shell.stdout, 'data');
  writeFileSync(`${scratch.path}/joko/domains.json`, 'half written');
  const set = await loadSet(scratch.users, 'joko', FACTS, { ...later(), lockWaitMs: 0 });
  expect(set).toMatchObject({ state: 'busy', why: expect.stringContaining('locked by pid') });
  shell.stdin.end();
  await once(shell, 'exit');
});

test('one invalid set among a thousand is reported alone', async () => {
  using scratch = scratchUsers();
  const names = Array.from({ length: 1000 }, (_, index) => `user${index}`);
  for (const [index, name] of names.entries()) {
    scratch.add(name);
    const id = String(10_000 + index);
    for (const file of ['account.json', 'domains.json']) {
      const text = scratch
        .text(name, file)
        .replaceAll('12010', id)
        .replaceAll('example.com', `${name}.example.org`);
      scratch.write(name, file, text.replaceAll('addon.com', `addon-${name}.com`));
    }
  }
  scratch.write('user500', 'limits.json', '{ "schema_version": 1, }');
  const options = later();
  const sets = await Promise.all(names.map((name) => loadSet(scratch.users, name, FACTS, options)));
  expect(sets.map(({ state }) => state).filter((state) => state !== 'ok')).toEqual(['refused']);
  expect(sets[500]).toMatchObject({ state: 'refused', problems: [{ file: 'limits.json' }] });
});
