import { sandbox } from './harness.ts';

// Apps, slices and the lists of cron and vsftpd are nobody else's on a host made for tests.
const FORGET_BESIDE = `
  shopt -s nullglob
  cd /etc/systemd/system
  units=(jopanel-app-*.service)
  if [[ \${#units[@]} -gt 0 ]]; then systemctl disable --quiet --now -- "\${units[@]}"; fi
  rm --recursive --force -- jopanel-app-*.service user-*.slice.d /etc/systemd/jopanel
  rm --force -- /etc/cron.deny /etc/cron.allow /etc/vsftpd.jopanel_users
  systemctl daemon-reload`;

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
      `/etc/nginx/jopanel/${username}.snippets`,
      `/var/log/jopanel/sites/${username}`,
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
  await sandbox.run(['bash', '-c', FORGET_BESIDE]);
  // Started anew and waited for: a second signal to reload, while PHP-FPM still executes itself, would end it.
  await sandbox.run(['systemctl', 'reset-failed', 'php8.2-fpm']);
  await sandbox.run(['systemctl', 'restart', 'php8.2-fpm']);
  await sandbox.run(['systemctl', 'reload', 'nginx', 'ssh'], { allowFailure: true });
}
