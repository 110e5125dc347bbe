// A service that refuses one account's file: that account keeps its last good one, everybody else goes live.

import { afterAll, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, readSetFile, request, runDaemon, sandbox } from './harness.ts';
import { jopanel } from './jopanel.ts';

const USERS = Array.from({ length: 50 }, (_, index) => `wave${String(index).padStart(2, '0')}`);
const BAD = 'wave31';
// Passes validation, and nginx has something against it: two upstreams with one name.
const CLASH = '/etc/nginx/conf.d/operator.conf';

afterAll(async () => {
  await sandbox.run(['rm', '--force', CLASH]);
  await forgetAccounts(USERS);
});

test('one of fifty is quarantined alone, with the words of the service; 49 go live with one reload', async () => {
  await sandbox.writeFile(CLASH, `upstream jopanel-${BAD} {\n    server 127.0.0.1:9;\n}\n`);
  await sandbox.run(['systemctl', 'reload', 'nginx']);
  for (const username of USERS) await dropAccount(username);
  const { exitCode, stdout } = await runDaemon('--once');
  expect(exitCode).toBe(1);
  const events = (await jopanel(['--json', 'events', '--last', '5000'])).stdout.trim().split('\n');
  const loads = events
    .map((line) => JSON.parse(line))
    .filter(({ kind, data }) => kind === 'service.loaded' && data.service === 'nginx');
  expect(loads).toHaveLength(1);
  const refusal = stdout.split('\n').find((line) => line.includes('quarantined') && line.includes(BAD)) ?? '';
  expect(refusal).toMatch(/duplicate upstream/);
  for (const username of USERS) {
    const applied = String((await readSetFile(username, 'meta')).last_applied_revision).startsWith('sha256:');
    expect([username, applied && (await isServed(username))]).toEqual([username, username !== BAD]);
  }
  expect((await sandbox.run(['nginx', '-t'], { allowFailure: true })).exitCode).toBe(0);

  await sandbox.run(['rm', CLASH]);
  expect((await runDaemon('--once')).exitCode).toBe(0);
  expect(await isServed(BAD)).toBe(true);
});

/** An empty document root answers 403 under the account's own name; Debian's default site answers 200. */
async function isServed(username: string): Promise<boolean> {
  return (await request(`${username}.example`)).status === 403;
}
