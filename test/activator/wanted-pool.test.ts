import { expect, test } from 'vitest';
import { fpmOf, parseFpmName, wantedPool } from '../../activator/wanted-pool.ts';
import type { PhpOrder, PoolOrder } from '../../src/model/php-order.ts';

const POOL: PoolOrder = {
  id: 'jopanel-joko',
  version: '8.2',
  request_seconds: 300,
  ini: [],
  config: ['[joko]'],
};
const ORDER: PhpOrder = {
  username: 'joko',
  uid: 12010,
  gid: 12010,
  nginx_user: 'www-data',
  idle_minutes: 15,
  take_over: false,
  pools: [POOL],
};
const generation = (order: Partial<PhpOrder>, pool: Partial<PoolOrder> = {}) =>
  wantedPool({ ...ORDER, ...order }, { ...POOL, ...pool }).generation;

test('the name of an FPM holds its account, its version and a digest of what it was started with', () => {
  const { name } = fpmOf(ORDER, POOL, '0a1b2c', '/run/jopanel/php');
  expect(parseFpmName(name)).toEqual({
    username: 'joko',
    version: '8.2',
    generation: generation({}),
    installation: '0a1b2c',
  });
});

test('the path of its socket is short enough for the kernel', () => {
  const longest = { ...ORDER, username: 'a123456789012345' };
  const { socket } = fpmOf(longest, { ...POOL, version: '8.10' }, '0a1b2c', '/run/jopanel/php');
  expect(socket.length).toBeLessThan(107);
});

test('the generation changes with everything that an FPM is started with, and with nothing else', () => {
  const now = generation({});
  expect(generation({ idle_minutes: 3, take_over: true })).toBe(now);
  const others = [
    generation({ uid: 12011 }),
    generation({ gid: 12011 }),
    generation({ nginx_user: 'nginx' }),
    generation({}, { version: '8.4' }),
    generation({}, { ini: ['a=b'] }),
    generation({}, { config: ['[other]'] }),
  ];
  expect(new Set([now, ...others]).size).toBe(7);
});

test('names of other units are not parsed', () => {
  for (const name of ['jopanel-php-joko', 'jopanel-php-joko-8.2-xyz-0a1b2c', 'php8.2-fpm', '']) {
    expect(parseFpmName(name)).toBeUndefined();
  }
});
