import { expect, test } from 'vitest';
import type { PoolContext } from '../../activator/pool-context.ts';
import { PoolFpms } from '../../activator/pool-fpms.ts';

/** A pool whose FPM counts who connects to it. */
function counted() {
  const knocks: string[] = [];
  const unused = async () => {
    throw new Error('nothing of this is asked for');
  };
  const context: PoolContext = {
    runner: {
      list: unused,
      start: unused,
      untilReady: unused,
      processes: unused,
      stop: unused,
      installation: unused,
    },
    sockets: {
      hold: unused,
      lead: unused,
      follow: unused,
      connections: unused,
      settled: unused,
      forget: unused,
      knock: async (path) => void knocks.push(path),
    },
    clock: { now: () => 0, monotonic: () => 0, sleep: async () => undefined },
    random: () => 0,
    runDir: '/run/jopanel/php',
    prepare: unused,
    queueStart: unused,
    loads: { of: () => ({ busy: 0, queue: 0, slow: 0 }) },
    log: () => undefined,
  };
  const fpms = new PoolFpms(context, 'jopanel-joko');
  return { knocks, fpms, fpm: fpms.get('jopanel-php-joko-8.2') };
}

test('an FPM that one request has woken makes its worker without a call', async () => {
  const { knocks, fpms, fpm } = counted();
  fpm.passed = 1;
  await fpms.callWorkers(fpm);
  expect(knocks).toEqual([]);
});

test('an FPM that ten requests have woken is called for each of them', async () => {
  const { knocks, fpms, fpm } = counted();
  fpm.passed = 10;
  await fpms.callWorkers(fpm);
  expect(knocks.length).toBeGreaterThanOrEqual(10);
  expect(new Set(knocks)).toEqual(new Set([fpm.socket]));
});
