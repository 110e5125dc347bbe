// The way to change a set that leaves it good, or as it was.
import { spawnSync } from 'node:child_process';
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type SetEdit, writeSet } from '../../src/desired/write-set.ts';
import type { UsersFolder } from '../../src/host/users-folder/users-folder.ts';
import { scratchUsers } from '../host/users-folder/scratch-users.ts';
import { FACTS } from '../model/hostile-set.ts';

const options = { facts: FACTS };
const suspend: SetEdit = { file: 'account.json', path: ['status'], value: 'suspended' };

test('values in several files change, and nothing beside them', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  scratch.write(
    'joko',
    'account.json',
    scratch.text('joko', 'account.json').replace('{', '{\n  "x_first": { "b": 1,  "a": 2 },'),
  );
  const before = { account: scratch.text('joko', 'account.json'), ssh: scratch.text('joko', 'ssh.json') };
  const limits = statSync(`${folder}/limits.json`).ctimeMs;
  const result = await writeSet(
    scratch.users,
    'joko',
    () => [suspend, { file: 'ssh.json', path: ['enabled'], value: false }],
    options,
  );
  expect(result).toMatchObject({
    ok: true,
    written: ['account.json', 'ssh.json'],
    account: { account: { status: 'suspended' } },
  });
  expect(scratch.text('joko', 'account.json')).toBe(before.account.replace('"active"', '"suspended"'));
  expect(scratch.text('joko', 'ssh.json')).toBe(before.ssh.replace('"enabled": true', '"enabled": false'));
  expect(statSync(`${folder}/limits.json`).ctimeMs).toBe(limits);
  expect(statSync(`${folder}/account.json`).mode & 0o7777).toBe(0o600);
});

test('the change sees the set as it is', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const result = await writeSet(
    scratch.users,
    'joko',
    (texts) => {
      expect(texts.get('ssh.json')).toBe(scratch.text('joko', 'ssh.json'));
      const count = JSON.parse(texts.get('domains.json') ?? '').alias_domains.length;
      return [{ file: 'domains.json', path: ['alias_domains', count], value: 'shop.example.org' }];
    },
    options,
  );
  expect(result.ok && result.account.domains.alias_domains).toEqual(['www.example.com', 'shop.example.org']);
  expect(result.ok && result.written).toEqual(['domains.json']);
});

test('whole files are put back, as a rollback does', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const before = scratch.text('joko', 'account.json');
  await writeSet(scratch.users, 'joko', () => [suspend], options);
  const result = await writeSet(scratch.users, 'joko', () => new Map([['account.json', before]]), options);
  expect(result).toMatchObject({ ok: true, written: ['account.json'] });
  expect(scratch.text('joko', 'account.json')).toBe(before);
});

test('a change that would make the set invalid is not written, and every problem is reported', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const fingerprint = scratch.users.fingerprint('joko');
  const result = await writeSet(
    scratch.users,
    'joko',
    () => [
      { file: 'account.json', path: ['uid'], value: 0 },
      { file: 'domains.json', path: ['primary'], value: 'other.com' },
    ],
    options,
  );
  expect(result).toMatchObject({ ok: false, reason: 'invalid' });
  expect(!result.ok && result.reason === 'invalid' && result.problems.map(({ pointer }) => pointer)).toEqual([
    '/uid',
    '/primary',
    '/subdomains/0/parent',
  ]);
  expect(scratch.users.fingerprint('joko')).toBe(fingerprint);
});

test('a clash with another account refuses the edit before anything is written', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const fingerprint = scratch.users.fingerprint('joko');
  const problem = {
    file: 'domains.json',
    pointer: '/primary',
    line: null,
    column: null,
    message: 'taken',
    remedy: 'x',
  };
  const result = await writeSet(scratch.users, 'joko', () => [suspend], {
    ...options,
    findClashes: () => [problem],
  });
  expect(result).toEqual({ ok: false, reason: 'invalid', problems: [problem] });
  expect(scratch.users.fingerprint('joko')).toBe(fingerprint);
});

test('an invalid set can be mended', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  scratch.write('joko', 'account.json', scratch.text('joko', 'account.json').replace('12010', '0'));
  const result = await writeSet(
    scratch.users,
    'joko',
    () => [{ file: 'account.json', path: ['uid'], value: 12010 }],
    options,
  );
  expect(result).toMatchObject({ ok: true, written: ['account.json'] });
});

test('a change that changes nothing writes nothing', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const fingerprint = scratch.users.fingerprint('joko');
  expect(
    await writeSet(scratch.users, 'joko', () => [{ ...suspend, value: 'active' }], options),
  ).toMatchObject({ ok: true, written: [] });
  expect(scratch.users.fingerprint('joko')).toBe(fingerprint);
});

test('what an editor saved meanwhile, without a lock, is not overwritten', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const result = await writeSet(
    scratch.users,
    'joko',
    () => {
      writeFileSync(`${scratch.path}/joko/account.json`, 'saved by an editor');
      return [suspend];
    },
    options,
  );
  expect(result).toMatchObject({ ok: false, reason: 'busy' });
  expect(scratch.text('joko', 'account.json')).toBe('saved by an editor');
});

test('a set that is gone or locked is left alone', async () => {
  using scratch = scratchUsers();
  expect(await writeSet(scratch.users, 'joko', () => [suspend], options)).toMatchObject({
    ok: false,
    reason: 'gone',
  });
  scratch.add('joko');
  const nested = await scratch.users.withLock('joko', { waitMs: 0 }, () =>
    writeSet(scratch.users, 'joko', () => [suspend], { ...options, lockWaitMs: 0 }),
  );
  expect(nested).toMatchObject({
    value: { ok: false, reason: 'busy', why: expect.stringContaining('locked by') },
  });
  const torn: UsersFolder = { ...scratch.users, read: () => ({ state: 'unstable' }) };
  expect(await writeSet(torn, 'joko', () => [suspend], options)).toMatchObject({ ok: false, reason: 'busy' });
});

test('the lock is held from the first look to the last rename', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const isFree = () =>
    spawnSync('flock', ['--nonblock', `${scratch.locksDir}/user-joko.lock`, 'true']).status === 0;
  const seen: boolean[] = [];
  const watched: UsersFolder = {
    ...scratch.users,
    read: (username) => {
      seen.push(isFree());
      return scratch.users.read(username);
    },
    replaceFiles: async (username, texts) => {
      const result = await scratch.users.replaceFiles(username, texts);
      seen.push(isFree());
      return result;
    },
  };
  expect(await writeSet(watched, 'joko', () => [suspend], options)).toMatchObject({ ok: true });
  expect(seen).toEqual([false, false]);
});

test('a set that may not be read is not written either, and says why', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  chmodSync(`${folder}/ssh.json`, 0o646);
  const edit = [{ file: 'limits.json', path: ['max_databases'], value: 3 }] as const;
  expect(await writeSet(scratch.users, 'joko', () => edit, { facts: FACTS })).toMatchObject({
    ok: false,
    reason: 'invalid',
    problems: [{ file: 'ssh.json', remedy: `chmod 600 ${folder}/ssh.json` }],
  });
  expect(scratch.text('joko', 'limits.json')).toContain('"max_databases": 10');
});
