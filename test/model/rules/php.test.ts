// What the PHP of an account may take together, held against what the account has.

import { expect, test } from 'vitest';
import { sampleAccount } from '../../controllers/sample-account.ts';

interface Php {
  readonly settings: Record<string, number | string>;
  readonly sites?: Record<string, Record<string, string | boolean>>;
}

/** What is said of the PHP of an account with 256 MB of memory; undefined where it is accepted. */
function refusal({ settings, sites = {} }: Php): string | undefined {
  const addon = { domain: 'a.example', docroot: '/home/joko/domains/a' };
  const { services } = sampleAccount('joko');
  try {
    sampleAccount('joko', {
      limits: { memory_limit_mb: 256 },
      domains: { addon_domains: [addon], sites },
      services: {
        php: { ...services.php, open_basedir: ['/home/joko'], settings },
      },
    });
    return undefined;
  } catch (error) {
    return String(error);
  }
}

const SECOND = { 'a.example': { php_version: '8.4' } };

test('processes are counted for each version of PHP that the sites have, and the sum is shown', () => {
  const settings = { memory_limit: '64M', max_children: 3 };
  expect(refusal({ settings })).toBeUndefined();
  expect(refusal({ settings, sites: SECOND })).toContain(
    '64 MB for each of 3 processes in each of 2 versions of PHP is 384 MB, and the account has 256 MB of memory',
  );
  expect(refusal({ settings, sites: SECOND })).toContain('use at most 2, or a smaller memory_limit');
  expect(refusal({ settings: { ...settings, max_children: 2 }, sites: SECOND })).toBeUndefined();
});

test.each([{ php_version: '8.2' }, { php_version: '8.4', php: false }])(
  'a site with %j is no second PHP',
  (site) => {
    const settings = { memory_limit: '64M', max_children: 4 };
    expect(refusal({ settings, sites: { 'a.example': site } })).toBeUndefined();
  },
);

test('memory of one process, and of OPcache, is counted for each version too', () => {
  expect(refusal({ settings: { memory_limit: '200M' } })).toBeUndefined();
  expect(refusal({ settings: { memory_limit: '200M' }, sites: SECOND })).toContain(
    '200 MB for a process in each of 2 versions of PHP is 400 MB',
  );
  const opcache = { 'opcache.memory_consumption': 200 };
  expect(refusal({ settings: opcache })).toBeUndefined();
  expect(refusal({ settings: opcache, sites: SECOND })).toContain('400 MB for 2 versions of PHP');
});
