import type { Account } from '../src/model/account.ts';
import { iniString, iniWord } from './encode-ini.ts';
import { header } from './header.ts';

export interface PoolSurroundings {
  /** The user that nginx's workers run as, who alone may connect. */
  readonly nginxUser: string;
}

const CHILD_MB = 128;
const CHILDREN_WHEN_UNLIMITED = 40;

/** The pool of one account: `/etc/php/<version>/fpm/pool.d/jopanel-<username>.conf`. */
export function renderPool(account: Account, { nginxUser }: PoolSurroundings): string {
  const { username, limits, services } = account;
  const tmp = `${account.account.home_dir}/tmp`;
  const pool = iniWord(services.php.fpm_pool);
  return `${header(';', `for the account ${username}`)}
[${pool}]
user = ${iniWord(username)}
group = ${iniWord(username)}
listen = /run/php/${pool}.sock
listen.owner = ${iniWord(nginxUser)}
listen.group = ${iniWord(nginxUser)}
listen.mode = 0660
pm = ondemand
pm.max_children = ${childrenWithin(limits.memory_limit_mb)}
pm.process_idle_timeout = 10s
pm.max_requests = 1000
security.limit_extensions = .php
php_admin_value[memory_limit] = ${CHILD_MB}M
php_admin_value[open_basedir] = ${iniString(services.php.open_basedir.join(':'))}
php_admin_value[session.save_path] = ${iniString(`${tmp}/sessions`)}
php_admin_value[session.gc_probability] = 1
php_admin_value[session.gc_divisor] = 1000
php_admin_value[upload_tmp_dir] = ${iniString(`${tmp}/uploads`)}
php_admin_value[sys_temp_dir] = ${iniString(tmp)}
php_admin_flag[log_errors] = on
`;
}

function childrenWithin(memoryMb: number): number {
  if (memoryMb === 0) return CHILDREN_WHEN_UNLIMITED;
  return Math.min(Math.max(Math.floor(memoryMb / CHILD_MB), 2), 200);
}

/** PHP-FPM refuses to start without any pool; this one idles at no cost and keeps it running. */
export function renderIdlePool(): string {
  return `${header(';', 'to keep this PHP-FPM running when no account uses it')}
[jopanel]
user = nobody
group = nogroup
listen = /run/php/jopanel.sock
listen.mode = 0600
pm = ondemand
pm.max_children = 1
`;
}
