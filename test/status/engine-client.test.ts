// The status is as fresh as was asked for, and never waits for long for an engine that is busy.
import { expect, test } from 'vitest';
import type { Clock } from '../../src/host/clock.ts';
import { EngineClient, type Seen } from '../../src/status/engine-client.ts';
import { CALM } from './serve.ts';

function window() {
  const asked: number[] = [];
  const sleepers: { ms: number; wake: () => void }[] = [];
  let now = 1000;
  const clock: Clock = {
    now: () => now,
    sleep: (ms) => new Promise((wake) => sleepers.push({ ms, wake })),
  };
  const engine = new EngineClient(clock, (look) => asked.push(look));
  return {
    engine,
    asked,
    sleepers,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const seen = (hints: number): Seen => ({ live: { ...CALM, watch: { ...CALM.watch, hints } }, timings: [] });

test('what was seen a moment ago is not asked for again, but by who wants it fresh', async () => {
  const { engine, asked, pass } = window();
  await engine.look(false);
  expect(asked).toEqual([]);
  pass(200);
  const looking = engine.look(false);
  engine.take(1, seen(7));
  await looking;
  expect(engine.seen.live.watch.hints).toBe(7);
  const fresh = engine.look(true);
  expect(asked).toEqual([1, 2]);
  engine.take(2, seen(8));
  await fresh;
  expect(engine.seen.live.watch.hints).toBe(8);
});

test('an answer to an earlier look is not fresh', async () => {
  const { engine, asked, pass } = window();
  pass(200);
  void engine.look(false);
  let arrived = false;
  const fresh = engine.look(true).then(() => {
    arrived = true;
  });
  expect(asked).toEqual([1, 2]);
  engine.take(1, seen(1));
  await Promise.resolve();
  expect(arrived).toBe(false);
  engine.take(2, seen(2));
  await fresh;
});

test('many who look at once ask once, and a busy engine is waited for a moment only', async () => {
  const { engine, asked, sleepers, pass } = window();
  pass(200);
  const looks = Array.from({ length: 50 }, () => engine.look(false));
  expect(asked).toEqual([1]);
  for (const { ms, wake } of sleepers) {
    expect(ms).toBeLessThanOrEqual(250);
    wake();
  }
  await Promise.all(looks);
});
