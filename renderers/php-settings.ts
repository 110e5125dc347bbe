import type { Account } from '../src/model/account.ts';
import { phpLimitsOf } from '../src/model/php-limits.ts';
import { phpPoolsOf } from '../src/model/php-pools.ts';
import type { PhpSettings } from '../src/model/values/php-settings.ts';
import { iniCount, iniLiteral, iniSize } from './encode-ini.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

const flag = (value: boolean) => (value ? 'on' : 'off');

/** What each setting is in the pool's configuration. Those that are missing are set elsewhere. */
const POOL: { readonly [Name in keyof PhpSettings]?: (value: NonNullable<PhpSettings[Name]>) => string } = {
  max_execution_time: iniCount,
  max_input_time: iniCount,
  max_input_vars: iniCount,
  'date.timezone': iniLiteral,
  display_errors: flag,
  error_reporting: (value) => iniCount(Number(value)),
  'session.gc_maxlifetime': iniCount,
  'session.cookie_lifetime': iniCount,
  output_buffering: iniCount,
  short_open_tag: flag,
  default_charset: iniLiteral,
  allow_url_fopen: flag,
  'mail.add_x_header': flag,
};

/** What only the start of a PHP-FPM can set, as `name=value`. */
const START: { readonly [Name in keyof PhpSettings]?: (value: NonNullable<PhpSettings[Name]>) => string } = {
  'zend.assertions': String,
  'opcache.enable': flag,
  'opcache.interned_strings_buffer': iniCount,
  'opcache.max_accelerated_files': iniCount,
  'opcache.max_wasted_percentage': iniCount,
  'opcache.validate_timestamps': flag,
  'opcache.revalidate_freq': iniCount,
  'opcache.save_comments': flag,
  'opcache.enable_file_override': flag,
};

/** Lines of a pool's configuration. What is not set stays as Debian's php.ini and the site's .user.ini have it. */
export function poolSettings(account: Account): string[] {
  const { settings } = account.services.php;
  const { postBytes, uploadBytes } = phpLimitsOf(account);
  const isUploadSet = settings?.upload_max_filesize !== undefined || settings?.post_max_size !== undefined;
  const sizes = isUploadSet
    ? [
        ['post_max_size', iniSize(postBytes)],
        ['upload_max_filesize', iniSize(uploadBytes)],
      ]
    : [];
  return [...sizes, ...encoded(POOL, settings)].map(([name, value]) => `php_value[${name}] = ${value}`);
}

export function poolEnvironment(settings: PhpSettings = {}): string[] {
  return Object.entries(settings.environment ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new UnrepresentableError('a variable', name);
      return `env[${name}] = ${iniLiteral(value)}`;
    });
}

/** Directives for the start, `opcache` held within the memory of the account. */
export function startSettings(account: Account): string[] {
  const { opcacheMb } = phpLimitsOf(account, phpPoolsOf(account).length);
  return [
    `opcache.memory_consumption=${iniCount(opcacheMb)}`,
    // It is taken from the memory above, of which scripts need the larger part.
    ...(opcacheMb < 32 ? [`opcache.interned_strings_buffer=${iniCount(Math.floor(opcacheMb / 4))}`] : []),
    ...encoded(START, account.services.php.settings).map(([name, value]) => `${name}=${value}`),
  ];
}

function encoded(
  encoders: { readonly [Name in keyof PhpSettings]?: (value: never) => string },
  settings: PhpSettings = {},
): [string, string][] {
  const byName = new Map<string, unknown>(Object.entries(settings));
  return Object.entries(encoders).flatMap(([name, encode]) => {
    const value = byName.get(name);
    return value === undefined ? [] : [[name, Reflect.apply(encode, undefined, [value])] as [string, string]];
  });
}
