import { sandbox } from './harness.ts';

/** Takes every trace of test accounts off the shared host, so that the next file starts from none. */
export async function forgetAccounts(usernames: readonly string[]): Promise<void> {
  for (const username of usernames) {
    await sandbox.run(['userdel', '--force', username], { allowFailure: true });
    await sandbox.run(['groupdel', '--force', username], { allowFailure: true });
    await sandbox.run([
      'rm',
      '--recursive',
      '--force',
      '--',
      `/etc/jopanel/users/${username}`,
      `/home/${username}`,
      `/etc/nginx/jopanel/${username}.conf`,
      `/etc/php/8.2/fpm/pool.d/jopanel-${username}.conf`,
      `/etc/ssh/jopanel/keys/${username}`,
    ]);
  }
  await sandbox.run([
    'rm',
    '--recursive',
    '--force',
    '/etc/ssh/sshd_config.d/60-jopanel.conf',
    '/var/lib/jopanel',
  ]);
  await sandbox.run(['systemctl', 'reload', 'php8.2-fpm', 'nginx', 'ssh'], { allowFailure: true });
}
