// Jobs of the set and lines of a crontab, run by Debian's cron in the slice of their account.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCronResult } from '../../src/model/cron-result.ts';
import { putCrontab, runRebootJobs } from './cron-run.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, runDaemon, sandbox } from './harness.ts';
import { resourceState } from './resource-state.ts';

const USER = 'cronjob';
const FOLDER = '/var/lib/jopanel/cron';
const TABLE = `/etc/cron.d/jopanel-${USER}`;
let slice = '';

beforeAll(async () => {
  const set = await dropAccount(USER, {
    services: { cron: { enabled: true, jobs: jobs('php job.php one "a b" %') } },
    // The account may write in its home.
    ssh: { mode: 'sftp', chroot_dir: null },
  });
  slice = `user-${set.account.uid}.slice`;
  await converge();
  await sandbox.writeFile(
    `/home/${USER}/job.php`,
    `<?php file_put_contents('ran.json', json_encode([$argv, posix_geteuid(), getcwd(), file_get_contents('/proc/self/cgroup')]));`,
    { mode: '0644' },
  );
});

afterAll(() => forgetAccounts([USER]));

function jobs(command: string, status = 'active') {
  return [{ name: 'work', schedule: '@reboot', command, status }];
}

async function setCron(cron: { enabled: boolean; jobs: ReturnType<typeof jobs> }): Promise<void> {
  await editAccount(USER, 'services', (services) => ({ ...services, cron }));
  await converge();
}

async function converge(): Promise<void> {
  const { exitCode, stdout, stderr } = await runDaemon('--once');
  if (exitCode !== 0) throw new Error(stdout + stderr);
}

async function lastResult() {
  return parseCronResult(await sandbox.readFile(`${FOLDER}/${USER}-work.last`));
}

test('a job runs in its home and its slice, with its arguments as they are', async () => {
  await runRebootJobs();
  const [argv, uid, folder, cgroup] = JSON.parse(await sandbox.readFile(`/home/${USER}/ran.json`));
  expect(argv).toEqual(['job.php', 'one', 'a b', '%']);
  expect(`user-${uid}.slice`).toBe(slice);
  expect(folder).toBe(`/home/${USER}`);
  expect(cgroup).toContain(`/user.slice/${slice}/jopanel-cron-${USER}-work.service`);
  expect(await lastResult()).toMatchObject({ result: 'success', status: 0, output: '' });
  expect((await resourceState(USER, 'cron-job')).state).toBe('in_sync');
});

test('a job that fails is reported with its last line, and forgotten once it succeeds', async () => {
  await setCron({
    enabled: true,
    jobs: jobs(`php -r 'echo "no backup today"; exit(3);'`),
  });
  await runRebootJobs();
  expect(await lastResult()).toMatchObject({ result: 'exit-code', status: 3, output: 'no backup today' });
  await converge();
  const { state, message } = await resourceState(USER, 'cron-job');
  expect(state).toBe('unavailable');
  expect(message).toContain('the cron job work failed with exit status 3, and said last "no backup today"');
  const failed = await sandbox.run(['systemctl', 'list-units', '--failed', '--no-legend', 'jopanel-cron-*']);
  expect(failed.stdout).toBe('');
  await setCron({ enabled: true, jobs: jobs('/usr/bin/true') });
  await runRebootJobs();
  await converge();
  expect((await resourceState(USER, 'cron-job')).state).toBe('in_sync');
});

test('a program that is not there is reported as missing', async () => {
  await setCron({ enabled: true, jobs: jobs('./nothing') });
  await runRebootJobs();
  expect(await lastResult()).toMatchObject({ result: 'exit-code', status: 127 });
});

test('a job that still runs is not started a second time', async () => {
  await setCron({ enabled: true, jobs: jobs('sleep infinity') });
  const runner = ['/usr/lib/jopanel/bin/jopanel-cron', `${FOLDER}/${USER}-work`];
  const unit = `jopanel-cron-${USER}-work.service`;
  await sandbox.run(['systemd-run', '--quiet', '--collect', '--unit=first-run', ...runner]);
  await sandbox.waitFor('the job to run', async () => {
    return (await sandbox.run(['systemctl', 'is-active', unit], { allowFailure: true })).exitCode === 0;
  });
  const invocation = async () =>
    (await sandbox.run(['systemctl', 'show', '--property=InvocationID', unit])).stdout;
  const before = await invocation();
  await sandbox.run(runner);
  expect(await invocation()).toBe(before);
  await sandbox.run(['systemctl', 'stop', unit]);
  await sandbox.waitFor('the first run to be noted', async () => (await lastResult())?.result === 'success');
});

test('a line of a crontab runs in the slice of its account, and that of another user where it always did', async () => {
  // The job of the set runs at the same time, and is to end.
  await setCron({ enabled: true, jobs: jobs('true') });
  const table = (path: string) => `@reboot cat /proc/self/cgroup >${path}\n`;
  await putCrontab(USER, table(`/home/${USER}/where`));
  await sandbox.run(['useradd', '--uid', '1500', '--create-home', 'visitor']);
  await putCrontab('visitor', table('/home/visitor/where'));
  await runRebootJobs();
  const { stdout } = await sandbox.run(['cat', `/home/${USER}/where`]);
  expect(stdout).toContain(`/user.slice/${slice}/jopanel-crontab-`);
  expect((await sandbox.run(['cat', '/home/visitor/where'])).stdout).toContain('/system.slice/cron.service');
  await sandbox.run(['bash', '-c', 'rm /var/spool/cron/crontabs/visitor; userdel --remove visitor']);
});

test('nothing is due while cron is off, the job is stopped, or the account is suspended', async () => {
  const there = async () =>
    (await sandbox.run(['bash', '-c', `ls ${TABLE} ${FOLDER}`], { allowFailure: true })).stdout;
  await setCron({ enabled: false, jobs: jobs('true') });
  expect(await there()).not.toContain(USER);
  await setCron({ enabled: true, jobs: jobs('true', 'suspended') });
  expect(await there()).not.toContain(USER);
  await setCron({ enabled: true, jobs: jobs('true') });
  expect(await there()).toContain(TABLE);
  await editAccount(USER, 'account', (account) => ({ ...account, status: 'suspended' }));
  await converge();
  expect(await there()).not.toContain(USER);
});
