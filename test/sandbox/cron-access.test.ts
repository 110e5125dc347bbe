// cron on and off, by the answers of crontab(1) and by what a real cron runs.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { putCrontab, runRebootJobs } from './cron-run.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, runDaemon, sandbox } from './harness.ts';
import { resourceState } from './resource-state.ts';

const USERS = ['cronna', 'cronnb'];
const TABLE = '@reboot true\n';
const SPOOL = '/var/spool/cron/crontabs';

beforeAll(async () => {
  for (const username of USERS) await dropAccount(username);
  await converge();
});

beforeEach(async () => {
  if (!isOn) await setCron(true);
  await putCrontab('cronna', TABLE);
});

afterAll(async () => {
  await sandbox.run(['bash', '-c', `rm --force ${SPOOL}/{,.}cronn*`]);
  await forgetAccounts(USERS);
});

async function converge(): Promise<void> {
  const { exitCode, stdout, stderr } = await runDaemon('--once');
  if (exitCode !== 0) throw new Error(stdout + stderr);
}

let isOn = true;

async function setCron(enabled: boolean): Promise<void> {
  isOn = enabled;
  await editAccount('cronna', 'services', (services) => ({ ...services, cron: { enabled } }));
  await converge();
}

async function tables(): Promise<string[]> {
  return (await sandbox.run(['ls', '--almost-all', SPOOL])).stdout.trim().split('\n');
}

/** What crontab(1) answers the user: its crontab, or that it has none, or that it may not. */
async function crontabOf(user: string): Promise<string> {
  const { stdout, stderr } = await sandbox.run(['crontab', '-l'], { user, allowFailure: true });
  return stdout + stderr;
}

test('off: the user may not use crontab, and others still may', async () => {
  expect(await crontabOf('cronna')).toBe(TABLE);
  await setCron(false);
  expect(await crontabOf('cronna')).toContain('not allowed');
  expect(await crontabOf('cronnb')).toContain('no crontab for cronnb');
  expect(await tables()).not.toContain('cronna');
});

test('on again: the crontab is back as it was', async () => {
  await setCron(false);
  await setCron(true);
  expect(await crontabOf('cronna')).toBe(TABLE);
  const { stdout } = await sandbox.run(['stat', '--format=%U:%G %a', `${SPOOL}/cronna`]);
  expect(stdout).toBe('cronna:crontab 600\n');
  expect(await tables()).toEqual(['cronna']);
});

test('who takes the account out of the list lets it in until the next look', async () => {
  await setCron(false);
  await sandbox.run(['sed', '--in-place', '/^cronna$/d', '/etc/cron.deny']);
  expect(await crontabOf('cronna')).not.toContain('not allowed');
  await converge();
  expect(await crontabOf('cronna')).toContain('not allowed');
});

test('a crontab that root puts there meanwhile does not run either, and neither is lost', async () => {
  await setCron(false);
  await putCrontab('cronna', '@reboot false\n');
  await converge();
  expect(await tables()).not.toContain('cronna');
  await setCron(true);
  expect(await crontabOf('cronna')).toBe('@reboot false\n');
  expect(await sandbox.readFile(`${SPOOL}/.cronna.jopanel-1`)).toContain(TABLE);
  await sandbox.run(['rm', `${SPOOL}/.cronna.jopanel-1`]);
});

describe("the lists are the operator's as well", () => {
  test('every other line stays, byte for byte', async () => {
    await sandbox.writeFile('/etc/cron.deny', '# nobody\nguest', { mode: '0640', group: 'crontab' });
    await setCron(false);
    expect(await sandbox.readFile('/etc/cron.deny')).toBe('# nobody\nguest\ncronna\n');
    await setCron(true);
    expect(await sandbox.readFile('/etc/cron.deny')).toBe('# nobody\nguest\n');
    expect((await sandbox.run(['stat', '--format=%U:%G %a', '/etc/cron.deny'])).stdout).toBe(
      'root:crontab 640\n',
    );
  });

  test('a denial that jopanel did not make stays, and is reported', async () => {
    await sandbox.writeFile('/etc/cron.deny', 'cronna\n');
    await converge();
    expect(await sandbox.readFile('/etc/cron.deny')).toBe('cronna\n');
    const { state, message } = await resourceState('cronna', 'cron-access');
    expect(state).toBe('unavailable');
    expect(message).toContain('/etc/cron.deny names cronna');
    await sandbox.run(['rm', '/etc/cron.deny']);
    await converge();
    expect((await resourceState('cronna', 'cron-access')).state).toBe('in_sync');
  });

  test('where a list says who may, an account gets its line there, and loses it again', async () => {
    await sandbox.writeFile('/etc/cron.allow', 'root\n');
    expect(await crontabOf('cronna')).toContain('not allowed');
    await converge();
    expect(await crontabOf('cronna')).toBe(TABLE);
    await setCron(false);
    expect(await crontabOf('cronna')).toContain('not allowed');
    expect(await sandbox.readFile('/etc/cron.allow')).toBe('root\ncronnb\n');
    await sandbox.run(['rm', '/etc/cron.allow']);
  });
});

test('a wave that changes nothing writes nothing', async () => {
  const inode = async () => (await sandbox.run(['stat', '--format=%i %y', '/etc/cron.deny'])).stdout;
  await setCron(false);
  const before = await inode();
  await converge();
  expect(await inode()).toBe(before);
});

test('where cron is not installed, the account is applied and the resource says so', async () => {
  await sandbox.run(['mv', '/usr/bin/crontab', '/usr/bin/crontab.away']);
  await converge();
  expect(await resourceState('cronna', 'cron-access')).toMatchObject({
    state: 'unavailable',
    message: 'cron is not installed; run: apt install cron',
  });
  await sandbox.run(['mv', '/usr/bin/crontab.away', '/usr/bin/crontab']);
  await converge();
});

test('cron runs the crontab of an account, not one that was set aside, and not that of a suspended account', async () => {
  const marks = ['/home/cronna/tmp/ran', '/home/cronnb/tmp/ran'];
  for (const [index, user] of USERS.entries()) await putCrontab(user, `@reboot touch ${marks[index]}\n`);
  const ran = async () => {
    await sandbox.run(['rm', '--force', ...marks]);
    await runRebootJobs();
    const { stdout } = await sandbox.run(['ls', ...marks], { allowFailure: true });
    return marks.map((mark) => stdout.includes(mark));
  };
  expect(await ran()).toEqual([true, true]);
  await setCron(false);
  await editAccount('cronnb', 'account', (account) => ({ ...account, status: 'suspended' }));
  await converge();
  expect(await ran()).toEqual([false, false]);
  // Even a crontab that is there does not run while its account is expired: cron asks PAM.
  await putCrontab('cronnb', `@reboot touch ${marks[1]}\n`);
  expect(await ran()).toEqual([false, false]);
});
