import { describe, expect, test } from 'vitest';
import { Turns, TurnsByKey } from '../../src/queue/turns.ts';

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

describe('turns', () => {
  test('work begins when the work before it has ended, and each call gets its own result', async () => {
    const turns = new Turns();
    const begun: string[] = [];
    const first = gate();
    const results = [
      turns.run(async () => {
        begun.push('first');
        await first.opened;
        return 1;
      }),
      turns.run(async () => {
        begun.push('second');
        return 2;
      }),
    ];
    await Promise.resolve();
    expect(begun).toEqual(['first']);
    first.open();
    expect(await Promise.all(results)).toEqual([1, 2]);
    expect(begun).toEqual(['first', 'second']);
  });

  test('work that fails rejects its own call and holds up nothing', async () => {
    const turns = new Turns();
    const failed = turns.run(() => Promise.reject(new Error('no')));
    const next = turns.run(async () => 'done');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('done');
  });

  test('are settled when all work has ended, whether it failed or not', async () => {
    const turns = new Turns();
    const ended: string[] = [];
    const failing = turns.run(() => Promise.reject(new Error('no'))).catch(() => ended.push('failing'));
    const last = turns.run(async () => ended.push('last'));
    await turns.settled();
    await Promise.all([failing, last]);
    expect(ended).toEqual(['failing', 'last']);
  });
});

describe('turns by key', () => {
  test('work of one key waits for that key alone', async () => {
    const turns = new TurnsByKey();
    const held = gate();
    const done: string[] = [];
    const slow = turns.run('a', () => held.opened.then(() => done.push('a 1')));
    const behind = turns.run('a', async () => done.push('a 2'));
    await turns.run('b', async () => done.push('b 1'));
    expect(done).toEqual(['b 1']);
    held.open();
    await Promise.all([slow, behind]);
    expect(done).toEqual(['b 1', 'a 1', 'a 2']);
  });

  test('work that fails rejects its own call and holds up nothing', async () => {
    const turns = new TurnsByKey();
    const failed = turns.run('a', () => Promise.reject(new Error('no')));
    const next = turns.run('a', async () => 'done');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('done');
  });
});
