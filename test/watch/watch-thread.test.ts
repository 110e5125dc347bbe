import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startWatchThread } from '../../src/watch/watch-thread.ts';

test('a change beside the accounts is a hint for none, and a change in an account is a hint for that one', async () => {
  const usersDir = mkdtempSync(join(tmpdir(), 'jopanel-watch-'));
  mkdirSync(join(usersDir, 'anna'));
  const hints: string[] = [];
  const heard = Promise.withResolvers<void>();
  const gone = (why: string) => heard.reject(new Error(why));
  const watch = startWatchThread({
    usersDir,
    onWatching: () => {},
    onHint: (username) => {
      hints.push(username);
      if (username === 'anna') heard.resolve();
    },
    onLost: gone,
    onGone: gone,
  });
  await watch.begun;
  try {
    for (const name of ['README.md', '4913', 'anna~', '.anna.swp']) writeFileSync(join(usersDir, name), '');
    mkdirSync(join(usersDir, 'Anna'));
    // The kernel keeps the order of what happens in one folder and those below it that are watched alike.
    writeFileSync(join(usersDir, 'anna', 'limits.json'), '{}');
    await heard.promise;
    expect(new Set(hints)).toEqual(new Set(['anna']));
  } finally {
    await watch.close();
    rmSync(usersDir, { recursive: true });
  }
});
