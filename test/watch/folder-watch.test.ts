// Watching through what befalls its thread, on a host that has none left for it.

import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { FolderWatch } from '../../src/watch/folder-watch.ts';

let tries = 0;

vi.mock('node:worker_threads', () => ({
  Worker: class {
    constructor() {
      tries += 1;
      throw new Error('EAGAIN');
    }
  },
}));

test('where no thread can be made the doubt is told, and it is tried again in a minute, or once the clock is put back', async () => {
  let now = 1_000_000;
  let doubts = 0;
  const watch = new FolderWatch({
    usersDir: '/etc/jopanel/users',
    list: () => ({ state: 'missing' }),
    clock: { now: () => now, sleep: async () => {} },
    log: pino({ level: 'silent' }),
    onHint: () => {},
    onDoubt: () => {
      doubts += 1;
    },
  });
  await watch.start();
  expect(watch.health).toMatchObject({ watching: false, lost: 1, lastLoss: 'EAGAIN' });
  expect(doubts).toBe(1);
  now += 59_999;
  await watch.follow();
  expect(tries).toBe(1);
  now += 1;
  await watch.follow();
  expect(tries).toBe(2);
  now -= 3_600_000;
  await watch.follow();
  expect(tries).toBe(3);
  await watch.close();
});
