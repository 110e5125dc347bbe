// A daemon that is stopped, killed or started twice leaves a host from which the next start converges.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  runDaemon,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';

const USERS = Array.from({ length: 12 }, (_, index) => `stop${String(index).padStart(2, '0')}`);

beforeAll(async () => {
  for (const username of USERS) await dropAccount(username);
});

/** How often the daemon is killed. */
const KILLS = Number(process.env.JOPANEL_KILLS ?? 4);

afterEach(stopDaemon);

afterAll(() => forgetAccounts(USERS));

test('SIGTERM in the middle of a wave ends the daemon in time, and the next start finishes the work', async () => {
  await startDaemon();
  // Its own stop time limit is the 10 s of the contract; a daemon that takes longer is killed and ends as `timeout`.
  await sandbox.waitFor('the wave to be under way', async () => {
    const { exitCode } = await sandbox.run(['getent', 'passwd', USERS[0] ?? ''], { allowFailure: true });
    return exitCode === 0;
  });
  await stopDaemon();
  const show = await sandbox.run([
    'systemctl',
    'show',
    '--property=Result,ExecMainStatus,TimeoutStopUSec',
    'jopaneld',
  ]);
  expect(show.stdout).toContain('Result=success');
  expect(show.stdout).toContain('ExecMainStatus=0');
  expect(show.stdout).toContain('TimeoutStopUSec=10s');
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
});

test('what is edited while no daemon runs is found by the next, which knows the other sets again', async () => {
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
  await stopDaemon();
  const kept: unknown = JSON.parse(await sandbox.readFile('/var/lib/jopanel/standing-sets.json'));
  expect(kept).toMatchObject({
    sets: Object.fromEntries(USERS.map((username) => [username, expect.anything()])),
  });
  await editAccount('stop03', 'account', (account) => ({ ...account, shell: '/bin/dash' }));
  await sandbox.run(['userdel', 'stop05']);
  await startDaemon();
  await waitApplied('stop03');
  for (const [username, shell] of [
    ['stop03', '/bin/dash'],
    ['stop05', '/bin/bash'],
  ]) {
    await sandbox.waitFor(`${username} with ${shell}`, async () => {
      const { stdout } = await sandbox.run(['getent', 'passwd', username ?? ''], { allowFailure: true });
      return stdout.trim().endsWith(`:${shell}`);
    });
  }
});

async function mainPid(): Promise<string> {
  const argv = ['systemctl', 'show', '--property=MainPID', '--value', 'jopaneld'];
  return (await sandbox.run(argv)).stdout.trim();
}

test('a second daemon refuses to start and names the first', async () => {
  await startDaemon();
  const pid = await mainPid();
  const { exitCode, stdout } = await runDaemon('--once');
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`pid ${pid}`);
});

test('kill -9 at random moments of a busy run: the next start converges, and then there is nothing to do', async () => {
  await startDaemon();
  for (let round = 0; round < KILLS; round++) {
    for (const username of USERS.slice(round % 4, (round % 4) + 6)) {
      await editAccount(username, 'domains', (domains) => ({
        ...domains,
        alias_domains: [`round${round}.${username}.example`],
      }));
      await editAccount(username, 'account', (account) => ({
        ...account,
        shell: round % 2 === 0 ? '/bin/sh' : '/bin/bash',
      }));
    }
    // The daemon is killed in the middle of its wave: once it has come to one of these accounts, whichever that is.
    const reached = USERS[(round % 4) + Math.floor(Math.random() * 6)] ?? '';
    await sandbox.waitFor(`the wave to reach ${reached}`, async () => {
      const { stdout } = await sandbox.run(['getent', 'passwd', reached]);
      return stdout.trim().endsWith(round % 2 === 0 ? ':/bin/sh' : ':/bin/bash');
    });
    const killed = await mainPid();
    await sandbox.run(['systemctl', 'kill', '--kill-who=main', '--signal=KILL', 'jopaneld'], {
      allowFailure: true,
    });
    // Until systemd has seen its end, a start would find it running and do nothing.
    await sandbox.waitFor('systemd to see the end', async () => (await mainPid()) !== killed);
    await sandbox.run(['systemctl', 'reset-failed', 'jopaneld'], { allowFailure: true });
    await startDaemon();
  }
  for (const username of USERS) await waitApplied(username);
  await stopDaemon();
  for (const checker of [
    ['nginx', '-t'],
    ['/usr/sbin/sshd', '-t'],
  ]) {
    expect((await sandbox.run(checker, { allowFailure: true })).exitCode).toBe(0);
  }
  expect(await runDaemon('--dry-run')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('No changes.'),
  });
  const strays = [
    'find',
    '/etc',
    '/home',
    '-xdev',
    '-name',
    '*jopanel-tmp*',
    '-o',
    '-name',
    '.jopanel-new-*',
  ];
  expect((await sandbox.run(strays)).stdout).toBe('');
});
