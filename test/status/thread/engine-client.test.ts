// The status is as fresh as was asked for, and never waits for long for an engine that is busy.
import { expect, test } from 'vitest';
import type { Clock } from '../../../src/host/clock.ts';
import { type DaemonReport, EngineClient } from '../../../src/status/thread/engine-client.ts';
import { CALM } from '../serve.ts';

function window() {
  const asked: number[] = [];
  const sleepers: { ms: number; wake: () => void }[] = [];
  let now = 1000;
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    sleep: (ms) => new Promise((wake) => sleepers.push({ ms, wake })),
  };
  const engine = new EngineClient(clock, (number) => asked.push(number));
  return {
    engine,
    asked,
    sleepers,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const report = (hints: number): DaemonReport => ({
  snapshot: { ...CALM, watch: { ...CALM.watch, hints } },
  timings: [],
});

test('a recent report is reused, unless a fresh one is wanted', async () => {
  const { engine, asked, pass } = window();
  await engine.refresh(false);
  expect(asked).toEqual([]);
  pass(200);
  const refreshing = engine.refresh(false);
  engine.take(1, report(7));
  await refreshing;
  expect(engine.report.snapshot.watch.hints).toBe(7);
  const fresh = engine.refresh(true);
  expect(asked).toEqual([1, 2]);
  engine.take(2, report(8));
  await fresh;
  expect(engine.report.snapshot.watch.hints).toBe(8);
});

test('a reply to an earlier request is not fresh', async () => {
  const { engine, asked, pass } = window();
  pass(200);
  void engine.refresh(false);
  let arrived = false;
  const fresh = engine.refresh(true).then(() => {
    arrived = true;
  });
  expect(asked).toEqual([1, 2]);
  engine.take(1, report(1));
  await Promise.resolve();
  expect(arrived).toBe(false);
  engine.take(2, report(2));
  await fresh;
});

test('many requests at once ask the engine once, and wait for a busy engine for a moment only', async () => {
  const { engine, asked, sleepers, pass } = window();
  pass(200);
  const waiting = Array.from({ length: 50 }, () => engine.refresh(false));
  expect(asked).toEqual([1]);
  for (const { ms, wake } of sleepers) {
    expect(ms).toBeLessThanOrEqual(250);
    wake();
  }
  await Promise.all(waiting);
});
