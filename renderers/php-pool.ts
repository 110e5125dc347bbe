import type { Account } from '../src/model/account.ts';
import { PHP_FILES_PER_PROCESS, phpLimitsOf } from '../src/model/php-limits.ts';
import { phpPoolSocket } from '../src/model/php-order.ts';
import { phpPoolsOf } from '../src/model/php-pools.ts';
import { iniCount, iniPathList, iniSize, iniString, iniWord } from './encode-ini.ts';
import { absolutePath } from './encode-path.ts';
import { poolEnvironment, poolSettings, startSettings } from './php-settings.ts';

/** What an account's FPM is started with: the configuration file, and what php.ini must say before it runs. */
interface RenderedPool {
  readonly config: readonly string[];
  readonly ini: readonly string[];
}

/**
 * The PHP-FPM of one account, which runs as the account from its start and has one pool.
 *
 * @param id of the pool, such as `jopanel-joko`
 */
export function renderPool(account: Account, id: string): RenderedPool {
  const { username, services } = account;
  const { settings } = services.php;
  const tmp = absolutePath(`${account.account.home_dir}/tmp`);
  const { children, childBytes, requestSeconds } = phpLimitsOf(account, phpPoolsOf(account).length);
  return {
    ini: startSettings(account),
    config: [
      '[global]',
      'daemonize = no',
      'error_log = syslog',
      `syslog.ident = ${iniWord(id.replace('.', ''))}`,
      // It is watched by its control group, and need not say how it is.
      'systemd_interval = 0',
      'process_control_timeout = 5s',
      '',
      `[${iniWord(username)}]`,
      `listen = ${absolutePath(phpPoolSocket(id))}`,
      'pm = ondemand',
      `pm.max_children = ${iniCount(children)}`,
      'pm.process_idle_timeout = 10s',
      'pm.max_requests = 1000',
      `request_terminate_timeout = ${iniCount(requestSeconds)}s`,
      `rlimit_files = ${iniCount(PHP_FILES_PER_PROCESS)}`,
      'security.limit_extensions = .php',
      `php_admin_value[memory_limit] = ${iniSize(childBytes)}`,
      `php_admin_value[open_basedir] = ${iniPathList(services.php.open_basedir)}`,
      `php_admin_value[session.save_path] = ${iniString(`${tmp}/sessions`)}`,
      'php_admin_value[session.gc_probability] = 1',
      'php_admin_value[session.gc_divisor] = 1000',
      `php_admin_value[upload_tmp_dir] = ${iniString(`${tmp}/uploads`)}`,
      `php_admin_value[sys_temp_dir] = ${iniString(tmp)}`,
      'php_admin_flag[log_errors] = on',
      'php_admin_flag[expose_php] = off',
      'php_admin_flag[opcache.validate_permission] = on',
      'php_admin_value[opcache.restrict_api] = "/nowhere"',
      ...poolSettings(account),
      ...poolEnvironment(settings),
    ],
  };
}
