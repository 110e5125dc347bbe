import type { Account } from '../src/model/account.ts';
import { iniCount, iniPathList, iniString, iniWord } from './encode-ini.ts';
import { absolutePath, accountName } from './encode-path.ts';
import { header } from './header.ts';
import { phpIdleSocket } from './php-socket.ts';

export interface PoolOptions {
  /** The user that nginx's workers run as, who alone may connect. */
  readonly nginxUser: string;
  /** Where the pool listens: more than one while the account moves from one PHP version to another. */
  readonly sockets: readonly string[];
}

const MOST_CHILD_MB = 128;
const LEAST_CHILD_MB = 16;
const LEAST_CHILDREN = 2;
const MOST_CHILDREN = 200;
const CHILDREN_WHEN_UNLIMITED = 40;

/** The pool of one account: `/etc/php/<version>/fpm/pool.d/jopanel-<username>.conf`. */
export function renderPool(account: Account, context: PoolOptions): string {
  const name = iniWord(account.services.php.fpm_pool);
  const pools = context.sockets.map((socket, index) =>
    pool(index === 0 ? name : `${name}-${index + 1}`, socket, account, context),
  );
  return header(';', `for the account ${accountName(account.username)}`) + pools.join('');
}

function pool(name: string, socket: string, account: Account, { nginxUser }: PoolOptions): string {
  const { username, limits, services } = account;
  const tmp = absolutePath(`${account.account.home_dir}/tmp`);
  const { children, childMb } = childrenWithin(limits.memory_limit_mb);
  return `
[${name}]
user = ${iniWord(username)}
group = ${iniWord(username)}
listen = ${absolutePath(socket)}
listen.owner = ${iniWord(nginxUser)}
listen.group = ${iniWord(nginxUser)}
listen.mode = 0660
pm = ondemand
pm.max_children = ${iniCount(children)}
pm.process_idle_timeout = 10s
pm.max_requests = 1000
request_terminate_timeout = 300s
rlimit_files = 1024
security.limit_extensions = .php
php_admin_value[memory_limit] = ${iniCount(childMb)}M
php_admin_value[open_basedir] = ${iniPathList(services.php.open_basedir)}
php_admin_value[session.save_path] = ${iniString(`${tmp}/sessions`)}
php_admin_value[session.gc_probability] = 1
php_admin_value[session.gc_divisor] = 1000
php_admin_value[upload_tmp_dir] = ${iniString(`${tmp}/uploads`)}
php_admin_value[sys_temp_dir] = ${iniString(tmp)}
php_admin_flag[log_errors] = on
php_admin_flag[expose_php] = off
php_admin_flag[opcache.validate_permission] = on
php_admin_value[opcache.restrict_api] = "/nowhere"
`;
}

function childrenWithin(memoryMb: number): { readonly children: number; readonly childMb: number } {
  if (memoryMb === 0) return { children: CHILDREN_WHEN_UNLIMITED, childMb: MOST_CHILD_MB };
  const childMb = clamp(memoryMb / LEAST_CHILDREN, LEAST_CHILD_MB, MOST_CHILD_MB);
  return { children: clamp(memoryMb / childMb, LEAST_CHILDREN, MOST_CHILDREN), childMb };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(Math.floor(value), least), most);
}

export interface IdlePool {
  readonly version: string;
  /** Whether the operator has said how long a reload waits for requests. */
  readonly isTimeoutSet: boolean;
}

/** PHP-FPM refuses to start without any pool; this one idles at no cost and keeps it running. */
export function renderIdlePool({ version, isTimeoutSet }: IdlePool): string {
  return `${header(';', 'to keep this PHP-FPM running when no account uses it')}${isTimeoutSet ? '' : GRACE}
[jopanel]
user = nobody
group = nogroup
listen = ${phpIdleSocket(version)}
listen.mode = 0600
pm = ondemand
pm.max_children = 1
`;
}

// While it waits, nobody's next request is begun: an account with a slow one holds up all others for so long.
const GRACE = `
; Lets requests finish on a reload, which would otherwise end them at once.
[global]
process_control_timeout = 5s
`;
