import { sandbox } from './harness.ts';

/** As root may at any time; crontab(1) itself refuses for a user that may not use it. */
export async function putCrontab(user: string, text: string): Promise<void> {
  await sandbox.writeFile(`/var/spool/cron/crontabs/${user}`, text, {
    mode: '0600',
    owner: user,
    group: 'crontab',
  });
}

/**
 * Lets cron run its `@reboot` jobs, as at the first start after a boot, and returns once they have
 * ended; all others would have a test wait for the next full minute.
 */
export async function runRebootJobs(): Promise<void> {
  await putCrontab('root', '@reboot touch /run/cron-ran\n');
  await sandbox.run(['rm', '--force', '/run/crond.reboot', '/run/cron-ran']);
  await sandbox.run(['systemctl', 'restart', 'cron']);
  const main = await sandbox.run(['systemctl', 'show', '--value', '--property=MainPID', 'cron']);
  const pid = main.stdout.trim();
  await sandbox.waitFor('cron to be done with its jobs', async () => {
    const { exitCode } = await sandbox.run(['test', '-e', '/run/cron-ran'], { allowFailure: true });
    // Between two jobs it is ready to run, however long that takes; once it has started the last it sleeps.
    const { stdout } = await sandbox.run(['ps', '--format=state=', `--pid=${pid}`]);
    const jobs = await sandbox.run(['pgrep', '--parent', pid], { allowFailure: true });
    return exitCode === 0 && stdout.trim() === 'S' && jobs.exitCode === 1;
  });
  await sandbox.run(['systemctl', 'stop', 'cron']);
  await sandbox.run(['rm', '/var/spool/cron/crontabs/root', '/run/cron-ran']);
}
