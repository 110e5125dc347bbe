// services.php.settings: the php.ini directives that an account may set. None of them leads out of the account.

import { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { flagDirective, refused, sizeDirective, textDirective } from '../php-directive.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';
import { EnvironmentName, parseEnvironmentValue } from './environment.ts';

const DAY = 86_400;

export function parseTimeZone(zone: string): Parsed {
  try {
    // It knows the names of the IANA database, old ones too; offsets are none.
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    return refuse(`is not a time zone: ${quoted(zone)}`, 'write it as "Europe/Berlin"');
  }
  if (/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(zone)) return accept(zone);
  return refuse(`is not a time zone: ${quoted(zone)}`, 'write it as "Europe/Berlin"');
}

const ERROR_LEVELS: Readonly<Record<string, number>> = {
  E_ERROR: 1,
  E_WARNING: 2,
  E_PARSE: 4,
  E_NOTICE: 8,
  E_CORE_ERROR: 16,
  E_CORE_WARNING: 32,
  E_COMPILE_ERROR: 64,
  E_COMPILE_WARNING: 128,
  E_USER_ERROR: 256,
  E_USER_WARNING: 512,
  E_USER_NOTICE: 1024,
  E_STRICT: 2048,
  E_RECOVERABLE_ERROR: 4096,
  E_DEPRECATED: 8192,
  E_USER_DEPRECATED: 16384,
  E_ALL: 32767,
};

/** `E_ALL & ~E_DEPRECATED` to its number: in a pool's configuration the names mean nothing. */
export function parseErrorReporting(expression: string): Parsed {
  const remedy = 'write levels with & | ^ and ~ between them, such as "E_ALL & ~E_DEPRECATED", or a number';
  if (/^\d{1,5}$/.test(expression) && Number(expression) <= 32767) return accept(String(Number(expression)));
  const words = expression.match(/E_[A-Z_]+|[&|^~]|\S+?/g) ?? [];
  let value: number | undefined;
  let operator = '';
  let isInverted = false;
  for (const word of words) {
    const level = ERROR_LEVELS[word];
    if (level === undefined) {
      if (word === '~' && (value === undefined || operator !== '')) isInverted = !isInverted;
      else if ('&|^'.includes(word) && value !== undefined && operator === '' && !isInverted) operator = word;
      else return refuse(`is no error level: ${quoted(expression)}`, remedy);
      continue;
    }
    const operand = isInverted ? ~level & 32767 : level;
    if (value === undefined) value = operand;
    else if (operator === '&') value &= operand;
    else if (operator === '|') value |= operand;
    else if (operator === '^') value ^= operand;
    else return refuse(`is no error level: ${quoted(expression)}`, remedy);
    operator = '';
    isInverted = false;
  }
  if (value === undefined || operator !== '' || isInverted) {
    return refuse(`is no error level: ${quoted(expression)}`, remedy);
  }
  return accept(String(value));
}

/** Passed to scripts: a name as for apps, and a value that PHP-FPM's configuration can hold. */
export function parsePhpVariable(value: string): Parsed {
  const parsed = parseEnvironmentValue(value);
  if (!parsed.ok) return parsed;
  if (value === '') return refuse('is empty, which PHP-FPM cannot pass on', 'leave the variable out');
  if (value.startsWith('$')) {
    return refuse('begins with $, which PHP-FPM takes for one of its own variables', 'begin it otherwise');
  }
  return accept(value);
}

const PhpVariable = textType(
  {
    title: 'Value',
    description: 'Text without line breaks, not empty.',
    format: 'jopanel-php-variable',
  },
  parsePhpVariable,
);

/** Directives by which a script could leave its account, or which are set for every account. */
const REFUSED = {
  open_basedir: refused('is a key of its own, services.php.open_basedir'),
  disable_functions: refused('is set by the operator'),
  disable_classes: refused('is set by the operator'),
  auto_prepend_file: refused('names code that is run in every script'),
  auto_append_file: refused('names code that is run in every script'),
  extension: refused('loads code into the process'),
  zend_extension: refused('loads code into the process'),
  extension_dir: refused('loads code into the process'),
  enable_dl: refused('loads code into the process'),
  allow_url_include: refused('runs code that other hosts serve'),
  sendmail_path: refused('is a command that PHP runs'),
  error_log: refused('names a file outside of the logs of the account'),
  'mail.log': refused('names a file outside of the logs of the account'),
  'session.save_path': refused('is a folder of the home already'),
  upload_tmp_dir: refused('is a folder of the home already'),
  sys_temp_dir: refused('is a folder of the home already'),
  include_path: refused('may lead out of the account'),
  doc_root: refused('is set by the site'),
  user_dir: refused('leads into other homes'),
  'user_ini.filename': refused('is set by the operator'),
  'opcache.preload': refused('is run before any limit holds'),
  'opcache.preload_user': refused('is another user'),
  'opcache.file_cache': refused('is a folder that is written outside of the home'),
  'opcache.error_log': refused('names a file outside of the logs of the account'),
  'opcache.lockfile_path': refused('names a file outside of the home'),
  'opcache.restrict_api': refused('is set for every account'),
  'opcache.validate_permission': refused('is set for every account'),
};

function count(title: string, least: number, most: number) {
  const description = `A whole number from ${least} to ${most}.`;
  return z.int().min(least).max(most).meta({ title, description }).optional();
}

export const PhpSettings = z
  .strictObject({
    memory_limit: sizeDirective('Memory of one process'),
    upload_max_filesize: sizeDirective('Largest uploaded file'),
    post_max_size: sizeDirective('Largest request body'),
    max_execution_time: count('Seconds that a script may run', 1, 3600),
    max_input_time: count('Seconds that a script may read its request', 1, 3600),
    max_input_vars: count('Most variables of a request', 1, 100_000),
    'date.timezone': textDirective(
      'Time zone',
      'Such as "Europe/Berlin".',
      'jopanel-php-time-zone',
      parseTimeZone,
    ),
    display_errors: flagDirective('Show errors to visitors'),
    error_reporting: textDirective(
      'Errors that are reported',
      'Such as "E_ALL & ~E_DEPRECATED", or a number.',
      'jopanel-php-error-reporting',
      parseErrorReporting,
      32767,
    ),
    'session.gc_maxlifetime': count('Seconds after which a session may go', 60, 365 * DAY),
    'session.cookie_lifetime': count('Seconds that a session cookie lives', 0, 365 * DAY),
    output_buffering: count('Bytes of output that are held back', 0, 1024 * 1024),
    short_open_tag: flagDirective('Short open tags'),
    default_charset: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,39}$/, 'is no character set')
      .meta({ title: 'Character set', description: 'Such as "UTF-8".' })
      .optional(),
    allow_url_fopen: flagDirective('Open URLs as files'),
    'mail.add_x_header': flagDirective('Name the script in its mail'),
    'zend.assertions': count('Assertions', -1, 1),
    'opcache.enable': flagDirective('Keep compiled scripts'),
    'opcache.memory_consumption': count('Memory for compiled scripts in MB', 8, 1024),
    'opcache.interned_strings_buffer': count('Of it for strings, in MB', 1, 256),
    'opcache.max_accelerated_files': count('Most compiled scripts', 200, 1_000_000),
    'opcache.max_wasted_percentage': count('Waste before a restart, in per cent', 1, 50),
    'opcache.validate_timestamps': flagDirective('Look for changed scripts'),
    'opcache.revalidate_freq': count('Seconds between such looks', 0, 3600),
    'opcache.save_comments': flagDirective('Keep comments'),
    'opcache.enable_file_override': flagDirective('Answer file_exists from the cache'),
    max_children: count('Most processes at a time', 1, 200),
    environment: z
      .record(EnvironmentName, PhpVariable)
      .meta({ title: 'Environment', description: 'Variables that getenv() gives to scripts.' })
      .optional(),
    ...REFUSED,
  })
  .meta({ title: 'PHP settings', description: 'php.ini directives by their own names.' });
/** In normal form: sizes in bytes, error levels as a number. */
export type PhpSettings = z.infer<typeof PhpSettings>;
