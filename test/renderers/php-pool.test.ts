import { describe, expect, test } from 'vitest';
import { phpOrder, renderPhpOrder } from '../../renderers/php-order.ts';
import { renderPool } from '../../renderers/php-pool.ts';
import { UnrepresentableError } from '../../renderers/unrepresentable-error.ts';
import type { Account } from '../../src/model/account.ts';
import { PhpOrder } from '../../src/model/php-order.ts';
import { phpPoolOf, phpPoolsOf } from '../../src/model/php-pools.ts';
import { sampleAccount } from '../controllers/sample-account.ts';
import { FIELDS, hostileAccount } from './hostile-account.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

const CONTEXT = { nginxUser: 'www-data', idleMinutes: 15, takesOver: false };
const golden = (name: string) => `../../fixtures/golden/${name}`;
const poolOf = (account: Account) => renderPool(account, 'jopanel-joko');
const orderOf = (account: Account) => renderPhpOrder(phpOrder(account, CONTEXT));

function withSettings(settings: object, memory_limit_mb = 1024): Account {
  const { php } = sampleAccount('joko').services;
  return sampleAccount('joko', {
    limits: { memory_limit_mb },
    services: {
      php: {
        version: '8.2',
        enabled: php.enabled,
        fpm_pool: php.fpm_pool,
        open_basedir: ['/home/joko'],
        settings: JSON.parse(JSON.stringify(settings)),
      },
    },
  });
}

describe('the order of an account', () => {
  test('is written as in the files, and read by the activator', async () => {
    const text = orderOf(sampleAccount('joko'));
    await expect(text).toMatchFileSnapshot(golden('php-order.json'));
    expect(PhpOrder.safeParse(JSON.parse(text.slice(text.indexOf('\n')))).success).toBe(true);
  });

  test('has a pool for each further version that a site asks for, and each site goes to its own', () => {
    const account = sampleAccount('joko', {
      domains: {
        addon_domains: ['a', 'b', 'c'].map((name) => ({
          domain: `${name}.example`,
          docroot: `/home/joko/domains/${name}`,
        })),
        sites: {
          'a.example': { php_version: '8.4' },
          'b.example': { php_version: '8.2' },
          'c.example': { php_version: '8.9', php: false },
        },
      },
    });
    expect(phpPoolsOf(account)).toEqual([
      { id: 'jopanel-joko', version: '8.2' },
      { id: 'jopanel-joko-8.4', version: '8.4' },
    ]);
    const order = phpOrder(account, CONTEXT);
    expect(PhpOrder.safeParse(order).success).toBe(true);
    expect(order.pools.map(({ config }) => config.find((line) => line.startsWith('listen')))).toEqual([
      'listen = /run/php/jopanel-joko.sock',
      'listen = /run/php/jopanel-joko-8.4.sock',
    ]);
    expect(phpPoolOf(account, '8.4')?.id).toBe('jopanel-joko-8.4');
    expect(phpPoolOf(account, null)?.id).toBe('jopanel-joko');
  });

  test.each(['../x', '8.2/../x', '8.2;', ''])('has no place for the version %j', (version) => {
    const account = hostileAccount('joko', '/services/php/version', version);
    expect(() => orderOf(account)).toThrow(UnrepresentableError);
  });

  describe.each(FIELDS)('with something hostile in %s', (field) => {
    test.each(HOSTILE_TEXTS)('has no line for %j', (text) => {
      try {
        const { config, ini } = poolOf(hostileAccount('joko', field, text));
        for (const line of [...config, ...ini]) expect(line).not.toMatch(/canary|\n/);
      } catch (error) {
        expect(error).toBeInstanceOf(UnrepresentableError);
      }
    });
  });

  test('shares the memory of the account among its PHP-FPMs', () => {
    const addon = { domain: 'a.example', docroot: '/home/joko/domains/a' };
    const domains = { addon_domains: [addon], sites: { 'a.example': { php_version: '8.4' } } };
    const limits = { memory_limit_mb: 1024 };
    const children = (account: Account) =>
      phpOrder(account, CONTEXT).pools.map(({ config }) => config.find((line) => line.startsWith('pm.max')));
    expect(children(sampleAccount('joko', { limits }))).toEqual(['pm.max_children = 8']);
    expect(children(sampleAccount('joko', { limits, domains }))).toEqual([
      'pm.max_children = 4',
      'pm.max_children = 4',
    ]);
  });
});

describe('a pool', () => {
  test.each([
    [0, 40, 128],
    [1, 2, 16],
    [64, 2, 32],
    [255, 2, 127],
    [256, 2, 128],
    [1024, 8, 128],
    [1_000_000, 200, 128],
  ])('of an account with %i MB has %i children of %i MB', (memory_limit_mb, children, childMb) => {
    const { config } = poolOf(sampleAccount('joko', { limits: { memory_limit_mb } }));
    expect(config).toContain(`pm.max_children = ${children}`);
    expect(config).toContain(`php_admin_value[memory_limit] = ${childMb}M`);
  });

  test.each([
    [{ memory_limit: '256M' }, 4, '256M'],
    [{ memory_limit: '1G' }, 1, '1024M'],
    [{ max_children: 4 }, 4, '128M'],
    [{ max_children: 16 }, 16, '64M'],
    [{ max_children: 2, memory_limit: 100_000_000 }, 2, '100000000'],
  ])('of an account with 1024 MB and %j has %i children of %s', (settings, children, memory) => {
    const { config } = poolOf(withSettings(settings));
    expect(config).toContain(`pm.max_children = ${children}`);
    expect(config).toContain(`php_admin_value[memory_limit] = ${memory}`);
  });

  test('has the settings of the set, each in the form that PHP-FPM takes', async () => {
    const { config, ini } = poolOf(
      withSettings({
        upload_max_filesize: '32M',
        max_execution_time: 600,
        display_errors: 'On',
        error_reporting: 'E_ALL & ~E_DEPRECATED',
        'date.timezone': 'Europe/Berlin',
        short_open_tag: false,
        'zend.assertions': -1,
        'opcache.memory_consumption': 64,
        'opcache.validate_timestamps': 0,
        environment: { PLAIN: 'a b', QUOTED: `it's "x" \\ ; $HOME # =`, x_note: 'kept by its owner' },
      }),
    );
    await expect([...ini, ...config].join('\n')).toMatchFileSnapshot(golden('php-pool-settings.conf'));
  });

  test('is never without a restriction on its folders', () => {
    const account = sampleAccount('joko');
    const php = { ...account.services.php, open_basedir: [] };
    const open: Account = { ...account, services: { ...account.services, php } };
    expect(() => poolOf(open)).toThrow(UnrepresentableError);
  });
});
