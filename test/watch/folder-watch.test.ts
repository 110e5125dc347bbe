// Watching when its thread ends, and on a host that has no thread left for it.

import { pino } from 'pino';
import { expect, test } from 'vitest';
import { FolderWatch } from '../../src/watch/folder-watch.ts';

test('where no thread can be made a sweep is asked for, and it is tried again in a minute', async () => {
  let now = 1_000_000;
  let doubts = 0;
  let tries = 0;
  const watch = new FolderWatch({
    usersDir: '/etc/jopanel/users',
    list: () => ({ state: 'missing' }),
    clock: { now: () => now, monotonic: () => now, sleep: async () => {} },
    log: pino({ level: 'silent' }),
    startThread() {
      tries += 1;
      throw new Error('EAGAIN');
    },
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
  await watch.close();
});
