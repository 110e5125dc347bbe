import { describe, expect, test } from 'vitest';
import { renderIdlePool, renderPool } from '../../renderers/php-fpm-pool.ts';
import { phpSocket, phpSwitchSocket } from '../../renderers/php-socket.ts';
import { UnrepresentableError } from '../../renderers/unrepresentable-error.ts';
import type { Account } from '../../src/model/account.ts';
import { sampleAccount } from '../controllers/sample-account.ts';
import { FIELDS, hostileAccount } from './hostile-account.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

const SETTLED = { nginxUser: 'www-data', sockets: ['/run/php/jopanel-joko.sock'] };
const golden = (name: string) => `../../fixtures/golden/${name}`;

describe('a pool', () => {
  test('is written as in the files', async () => {
    const account = sampleAccount('joko');
    await expect(renderPool(account, SETTLED)).toMatchFileSnapshot(golden('php-fpm-pool.conf'));
    const sockets = [...SETTLED.sockets, '/run/php/jopanel-joko-8.4.sock'];
    await expect(renderPool(account, { ...SETTLED, sockets })).toMatchFileSnapshot(
      golden('php-fpm-pool-moving.conf'),
    );
  });

  test.each([
    [0, 40, 128],
    [1, 2, 16],
    [64, 2, 32],
    [255, 2, 127],
    [256, 2, 128],
    [1024, 8, 128],
    [1_000_000, 200, 128],
  ])('of an account with %i MB has %i children of %i MB', (memory_limit_mb, children, childMb) => {
    const text = renderPool(sampleAccount('joko', { limits: { memory_limit_mb } }), SETTLED);
    expect(text).toContain(`pm.max_children = ${children}\n`);
    expect(text).toContain(`[memory_limit] = ${childMb}M\n`);
  });

  test('is never without a restriction on its folders', () => {
    const account = sampleAccount('joko');
    const php = { ...account.services.php, open_basedir: [] };
    const open: Account = { ...account, services: { ...account.services, php } };
    expect(() => renderPool(open, SETTLED)).toThrow(UnrepresentableError);
  });

  describe.each(FIELDS)('with something hostile in %s', (field) => {
    test.each(HOSTILE_TEXTS)('has no place for %j', (text) => {
      try {
        expect(renderPool(hostileAccount('joko', field, text), SETTLED)).not.toMatch(/canary/);
      } catch (error) {
        expect(error).toBeInstanceOf(UnrepresentableError);
      }
    });
  });
});

test.each(['../x', '8.2/../x', '8.2;', ''])('no socket is named after the version %j', (version) => {
  expect(() => phpSwitchSocket('jopanel-joko', version)).toThrow(UnrepresentableError);
});

test.each(['../x', 'x y', ''])('no socket is named after the pool %j', (pool) => {
  expect(() => phpSocket(pool)).toThrow(UnrepresentableError);
});

describe('the idle pool', () => {
  test('lets requests finish on a reload', async () => {
    await expect(renderIdlePool({ version: '8.2', isTimeoutSet: false })).toMatchFileSnapshot(
      golden('php-fpm-idle.conf'),
    );
  });

  test("leaves the operator's own word on that in force", () => {
    expect(renderIdlePool({ version: '8.2', isTimeoutSet: true })).not.toContain('[global]');
  });
});
