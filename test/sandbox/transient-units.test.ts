// Commands that systemd runs in the slice of an account, as cron jobs and PHP do.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { sandbox } from './harness.ts';

const USER = { username: 'tuone', uid: 40501 };

beforeAll(async () => {
  await sandbox.run(['useradd', '--uid', String(USER.uid), '--no-create-home', USER.username]);
});

afterAll(async () => {
  await sandbox.run(['userdel', USER.username]);
});

async function start(unit: object, startService = false): Promise<Record<string, unknown>> {
  const whole = { name: 'jopanel-tu', description: 'a test', ...USER, ...unit };
  const script = '/usr/lib/jopanel/test/sandbox/inside/transient-unit.ts';
  return JSON.parse(
    (await sandbox.run(['node', script, JSON.stringify({ unit: whole, startService })])).stdout,
  );
}

test('the command runs as the account, in its slice, with its arguments as they are', async () => {
  const words = ['a b', '$HOME', `$\{USER}`, '%u %%', '$$', '"', "'", '\\n', '; id', '*', '--', ''];
  const out = '/tmp/tu-words';
  await sandbox.run(['install', '--mode=0666', '/dev/null', out]);
  const code = `file_put_contents('${out}', json_encode([array_slice($argv, 1), posix_geteuid(), file_get_contents('/proc/self/cgroup')]));`;
  await start({ argv: ['/usr/bin/php', '-r', code, '--', ...words], properties: ['Type=oneshot'] });
  const [argv, uid, cgroup] = JSON.parse(await sandbox.readFile(out));
  expect(argv).toEqual(words);
  expect(uid).toBe(USER.uid);
  expect(cgroup).toContain(`/user.slice/user-${USER.uid}.slice/jopanel-tu.service`);
});

test('a unit with a socket listens before its command runs, and leaves nothing', async () => {
  const socket = { path: '/run/jopanel-tu.sock', owner: 'www-data' };
  const unit = { argv: ['/bin/sleep', 'infinity'], properties: ['Type=exec'], socket };
  expect(await start(unit)).toEqual({
    started: { ok: true },
    listed: { listens: true },
    processes: 0,
    left: 0,
  });
  expect(await start(unit, true)).toMatchObject({ processes: 1, left: 0 });
  expect((await sandbox.run(['ls', '/run'])).stdout).not.toContain('jopanel-tu');
});

test('a service that does not come up is reported with its own message', async () => {
  const socket = { path: '/run/jopanel-tu.sock', owner: 'www-data' };
  const argv = ['/usr/bin/php', '-r', 'fwrite(STDERR, "no such pool\\n"); exit(78);'];
  const failed = await start({ argv, properties: ['Type=notify', 'StartLimitBurst=1'], socket }, true);
  expect(failed.started).toEqual({ ok: false, why: 'no such pool' });
  expect(failed.left).toBe(0);
});
