import { sandbox } from './harness.ts';

// Apps, slices, PHP and the lists of cron and vsftpd belong to no other account on a host made for tests.
const FORGET = `
  shopt -s nullglob
  for name; do
    userdel --force "$name"
    groupdel --force "$name"
    rm --recursive --force -- /etc/jopanel/users/"$name" /home/"$name" /etc/nginx/jopanel/"$name".{conf,snippets} \
      /var/log/jopanel/sites/"$name" /etc/ssh/jopanel/keys/"$name"
  done 2>/dev/null
  set -e
  rm --recursive --force -- /etc/ssh/sshd_config.d/60-jopanel.conf /var/lib/jopanel
  cd /etc/systemd/system
  units=(jopanel-app-*.service)
  if [[ \${#units[@]} -gt 0 ]]; then systemctl disable --quiet --now -- "\${units[@]}"; fi
  rm --recursive --force -- jopanel-app-*.service user-*.slice.d /etc/systemd/jopanel
  rm --force -- /etc/cron.deny /etc/cron.allow /etc/vsftpd.jopanel_users
  systemctl daemon-reload
  # What failed on purpose, such as an app, is listed as failed also when its unit is gone.
  systemctl reset-failed
  systemctl stop jopanel-php.service jopanel-php.socket
  # One of them may end by itself meanwhile, and be no unit any more.
  systemctl stop 'jopanel-php-*' || systemctl stop 'jopanel-php-*'
  rm --recursive --force -- /run/php/jopanel-*.sock /run/jopanel/php
  systemctl reload nginx ssh || true`;

/** Takes every trace of test accounts off the host, so that the next file starts from none. */
export async function forgetAccounts(usernames: readonly string[]): Promise<void> {
  await sandbox.run(['bash', '-c', FORGET, 'bash', ...usernames]);
}
