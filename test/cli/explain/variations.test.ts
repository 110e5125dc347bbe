// A field that cannot be varied is named behind no line, so every one but those that make no line has another valid value.
import { expect, test } from 'vitest';
import { variationsOf } from '../../../src/cli/explain/variations.ts';
import { REVISION_FILES } from '../../../src/model/set-files.ts';
import { sampleAccount } from '../../controllers/sample-account.ts';
import { ftpAndDatabases, HASH, HOME } from './sample-services.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINn8tQwnq+PkRv0T0IUwIKwzO/K+NhgT2M6YXtgCn0gG anna@laptop';

const account = sampleAccount('anna', {
  account: { password_hash: HASH },
  ssh: { authorized_keys: [KEY] },
  domains: {
    addon_domains: [{ domain: 'shop.example', docroot: `${HOME}/domains/shop` }],
    subdomains: [{ subdomain: 'a', parent: 'anna.example', docroot: `${HOME}/domains/a` }],
  },
  services: {
    php: {
      ...{ enabled: true, version: '8.2', fpm_pool: 'jopanel-anna', open_basedir: [HOME, '/tmp'] },
      settings: {
        ...{ memory_limit: '128M', upload_max_filesize: '32M', post_max_size: '40M', max_children: 4 },
        ...{ max_execution_time: 30, max_input_time: 60, max_input_vars: 1000, display_errors: false },
        ...{ 'date.timezone': 'Europe/Berlin', error_reporting: 'E_ALL', default_charset: 'UTF-8' },
        ...{ 'session.gc_maxlifetime': 1440, 'session.cookie_lifetime': 0, output_buffering: 4096 },
        ...{ short_open_tag: false, allow_url_fopen: true, 'mail.add_x_header': true, 'zend.assertions': -1 },
        ...{ 'opcache.enable': true, 'opcache.revalidate_freq': 2, environment: { APP_MODE: 'live' } },
      },
    },
    cron: {
      enabled: true,
      jobs: [{ name: 'nightly', schedule: '@daily', command: 'php -v', status: 'active' }],
    },
    nodejs: {
      enabled: true,
      apps: [
        {
          ...{ name: 'shop', root: `${HOME}/app`, start_command: 'node shop.js', port: 3100 },
          ...{ env: { TOKEN: 'a' }, status: 'running', domain: 'anna.example' },
        },
      ],
    },
    ...ftpAndDatabases('read_write'),
  },
});

const MAKE_NO_LINE = ['schema_version', 'created_at', 'updated_at', 'last_login_ip', 'web_server'];

function leavesOf(value: unknown, path: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return [path.join(' ')];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

test('every field that can make a line has another valid value', () => {
  const varied = new Set(
    [...variationsOf(account)].map(({ field: { file, path } }) => [file, ...path].join(' ')),
  );
  const fields = REVISION_FILES.flatMap((file) => leavesOf(account[file], [file]));
  expect(fields.length).toBeGreaterThan(80);
  expect(fields.filter((field) => !varied.has(field))).toEqual(
    fields.filter((field) => MAKE_NO_LINE.some((name) => field.endsWith(` ${name}`))),
  );
});
