/** A second PHP version on the host: the same program under another version's paths and unit. */

import { PHP } from './account-set.ts';
import { sandbox } from './harness.ts';

export const SECOND = '8.9';

const INSTALL = `
set -e
cp --archive /etc/php/${PHP} /etc/php/8.9
rm --force /etc/php/8.9/fpm/pool.d/*
printf '[www89]\\nuser = www-data\\ngroup = www-data\\nlisten = /run/php/www89.sock\\npm = ondemand\\npm.max_children = 1\\n' \\
  >/etc/php/8.9/fpm/pool.d/www.conf
sed --in-place 's#${PHP.replace('.', '\\.')}#8.9#g' /etc/php/8.9/fpm/php-fpm.conf
ln --symbolic --force php-fpm${PHP} /usr/sbin/php-fpm8.9
sed 's#${PHP.replace('.', '\\.')}#8.9#g; /^Exec\\(StartPost\\|StopPost\\)/d' /lib/systemd/system/php${PHP}-fpm.service \\
  >/etc/systemd/system/php8.9-fpm.service
systemctl daemon-reload
systemctl start php8.9-fpm
`;

const REMOVE = `
systemctl stop php8.9-fpm
rm --recursive --force /etc/php/8.9 /usr/sbin/php-fpm8.9 /etc/systemd/system/php8.9-fpm.service{,.d}
systemctl daemon-reload
systemctl reset-failed
`;

export async function installSecondPhp(): Promise<void> {
  await sandbox.run(['bash', '-c', INSTALL]);
}

export async function removeSecondPhp(): Promise<void> {
  await sandbox.run(['bash', '-c', REMOVE]);
}
