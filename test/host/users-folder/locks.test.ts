// flock(2) together with flock(1), both ways, with a bound on the wait and the holder named.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Clock } from '../../../src/host/clock.ts';
import { createLocks } from '../../../src/host/users-folder/locks.ts';
import { openUsersFolder } from '../../../src/host/users-folder/users-folder.ts';
import { type ScratchUsers, scratchUsers } from './scratch-users.ts';

const lockFile = (scratch: ScratchUsers) => `${scratch.locksDir}/user-joko.lock`;

/** Holds the lock as a shell script does, until its standard input ends. */
async function holdFromShell(path: string): Promise<ChildProcess> {
  const shell = spawn('flock', [path, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(shell.stdout, 'data');
  return shell;
}

async function release(shell: ChildProcess): Promise<void> {
  shell.stdin?.end();
  await once(shell, 'exit');
}

function isFree(path: string): boolean {
  return spawnSync('flock', ['--nonblock', path, 'true']).status === 0;
}

test('while we hold it flock(1) does not get it, and afterwards it does', async () => {
  using scratch = scratchUsers();
  const held = await scratch.users.withLock('joko', { waitMs: 0 }, async () => isFree(lockFile(scratch)));
  expect(held).toEqual({ ok: true, value: false });
  await expect.poll(() => isFree(lockFile(scratch))).toBe(true);
});

test('while flock(1) holds it we do not get it, say who has it, and do nothing', async () => {
  using scratch = scratchUsers();
  mkdirSync(scratch.locksDir, { recursive: true });
  const shell = await holdFromShell(lockFile(scratch));
  let acted = false;
  const result = await scratch.users.withLock('joko', { waitMs: 30 }, async () => {
    acted = true;
  });
  expect(acted).toBe(false);
  expect(result).toMatchObject({
    ok: false,
    why: expect.stringMatching(/^locked by pid \d+ \(.+\) through /),
  });
  expect(!result.ok && result.why).toContain(lockFile(scratch));
  await release(shell);
  expect(await scratch.users.withLock('joko', { waitMs: 0 }, async () => 7)).toEqual({ ok: true, value: 7 });
});

test('a lock that a shell took by descriptor is named by the shell that still has it', async () => {
  using scratch = scratchUsers();
  mkdirSync(scratch.locksDir, { recursive: true });
  // The flock(1) that made the call has ended by the time we look.
  const script = 'exec 9>"$1"; flock 9; echo held; read _';
  const shell = spawn('bash', ['-c', script, 'my-edit-script', lockFile(scratch)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(shell.stdout, 'data');
  const result = await scratch.users.withLock('joko', { waitMs: 0 }, async () => 7);
  expect(!result.ok && result.why).toContain(`locked by pid ${shell.pid} (bash -c`);
  expect(!result.ok && result.why).toContain('my-edit-script');
  await release(shell);
});

test('it is waited for, in steps, up to the bound', async () => {
  using scratch = scratchUsers();
  mkdirSync(scratch.locksDir, { recursive: true });
  const shell = await holdFromShell(lockFile(scratch));
  let now = 1000;
  const pauses: number[] = [];
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    sleep: async (ms) => {
      pauses.push(ms);
      now += ms;
      if (pauses.length === 4) await release(shell);
    },
  };
  const locks = createLocks({ locksDir: scratch.locksDir, clock });
  expect(await locks.withLock('joko', 5000, async () => 'mine')).toEqual({ ok: true, value: 'mine' });
  expect(pauses.slice(0, 4)).toEqual([10, 20, 40, 80]);
});

test('no wait goes beyond the bound', async () => {
  using scratch = scratchUsers();
  mkdirSync(scratch.locksDir, { recursive: true });
  const shell = await holdFromShell(lockFile(scratch));
  let now = 0;
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
  const locks = createLocks({ locksDir: scratch.locksDir, clock });
  expect((await locks.withLock('joko', 2000, async () => 1)).ok).toBe(false);
  expect(now).toBe(2000);
  await release(shell);
});

test('accounts do not wait for each other, one account does', async () => {
  using scratch = scratchUsers();
  const { users } = scratch;
  const inside: string[] = [];
  let most = 0;
  const act = (name: string) => async () => {
    inside.push(name);
    most = Math.max(most, inside.filter((each) => each === name).length);
    await new Promise((resolve) => setImmediate(resolve));
    inside.splice(inside.indexOf(name), 1);
  };
  const nested = await users.withLock('joko', { waitMs: 0 }, () =>
    users.withLock('ada', { waitMs: 0 }, async () => 'both'),
  );
  expect(nested).toEqual({ ok: true, value: { ok: true, value: 'both' } });
  const results = await Promise.all(
    [1, 2, 3, 4].map(() => users.withLock('joko', { waitMs: 5000 }, act('joko'))),
  );
  expect(results.every(({ ok }) => ok)).toBe(true);
  expect(most).toBe(1);
});

test('hundreds at once are taken by few helpers, each its own', async () => {
  using scratch = scratchUsers();
  const names = Array.from({ length: 700 }, (_, index) => `user${index}`);
  const busy = await holdFromShellIn(scratch, 'user123');
  const results = await Promise.all(
    names.map(async (name) => {
      const result = await scratch.users.withLock(name, { waitMs: 0 }, async () => name);
      return result.ok ? result.value : `${name} busy`;
    }),
  );
  expect(results).toEqual(names.map((name) => (name === 'user123' ? 'user123 busy' : name)));
  await release(busy);
});

async function holdFromShellIn(scratch: ScratchUsers, name: string): Promise<ChildProcess> {
  mkdirSync(scratch.locksDir, { recursive: true });
  return await holdFromShell(`${scratch.locksDir}/user-${name}.lock`);
}

test('the lock is freed when what was done under it throws', async () => {
  using scratch = scratchUsers();
  const bug = scratch.users.withLock('joko', { waitMs: 0 }, async () => {
    throw new Error('bug');
  });
  await expect(bug).rejects.toThrow('bug');
  expect(await scratch.users.withLock('joko', { waitMs: 1000 }, async () => 1)).toEqual({
    ok: true,
    value: 1,
  });
});

test('it ends with the process that holds it, however that ends', async () => {
  using scratch = scratchUsers();
  const url = new URL('../../../src/host/users-folder/users-folder.ts', import.meta.url).href;
  const script = `
    import { openUsersFolder } from ${JSON.stringify(url)};
    const users = openUsersFolder({ path: ${JSON.stringify(scratch.path)}, locksDir: ${JSON.stringify(scratch.locksDir)} });
    await users.withLock('joko', { waitMs: 0 }, () => { console.log('held'); return new Promise(() => setInterval(() => {}, 1000)); });`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  expect(isFree(lockFile(scratch))).toBe(false);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(isFree(lockFile(scratch))).toBe(true);
});

test('the folder is made for root alone and the file too, and its parent stays open', async () => {
  using scratch = scratchUsers();
  const before = process.umask(0);
  try {
    await scratch.users.withLock('joko', { waitMs: 0 }, async () => undefined);
  } finally {
    process.umask(before);
  }
  expect(statSync(scratch.locksDir).mode & 0o7777).toBe(0o700);
  expect(statSync(`${scratch.root}/run`).mode & 0o7777).toBe(0o755);
  expect(statSync(lockFile(scratch)).mode & 0o7777).toBe(0o600);
});

test('a lock that cannot be opened is a reason, not a crash', async () => {
  using scratch = scratchUsers();
  mkdirSync(scratch.locksDir, { recursive: true });
  symlinkSync(`${scratch.root}/elsewhere`, lockFile(scratch));
  expect(await scratch.users.withLock('joko', { waitMs: 0 }, async () => 1)).toMatchObject({
    ok: false,
    why: expect.stringContaining('cannot be opened: ELOOP'),
  });
  const nowhere = openUsersFolder({ path: scratch.path, locksDir: '/proc/no/such' });
  expect(await nowhere.withLock('joko', { waitMs: 0 }, async () => 1)).toMatchObject({
    ok: false,
    why: expect.stringContaining('cannot be opened: ENOENT'),
  });
});
