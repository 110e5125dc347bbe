// Plans are shared by those who ask at once, and never older than the question.
import { expect, test } from 'vitest';
import type { WavePreview } from '../../src/reconcile/preview/plan-now.ts';
import { createPlanLimiter, PlanRefusedError } from '../../src/status/plan-limiter.ts';

function slowDesk() {
  const begun: string[] = [];
  const finish: (() => void)[] = [];
  const desk = createPlanLimiter((usernames) => {
    begun.push(usernames.join());
    return new Promise<WavePreview>((resolve) => {
      finish.push(() => resolve({ plans: [], refused: new Map(), held: new Map() }));
    });
  });
  return { desk, begun, finish };
}

test('a finished plan is not reused for a later request', async () => {
  const { desk, begun, finish } = slowDesk();
  const first = desk(['joko']);
  finish[0]?.();
  const plan = await first;
  const second = desk(['joko']);
  finish[1]?.();
  expect(await second).not.toBe(plan);
  expect(begun).toEqual(['joko', 'joko']);
});

test('waiting requests for the same plan share it; a plan that has begun is not shared', async () => {
  const { desk, begun, finish } = slowDesk();
  const running = [desk(['a']), desk(['b'])];
  const waiting = [desk(['a']), desk(['a']), desk(['a'])];
  expect(begun).toEqual(['a', 'b']);
  for (let index = 0; index < 3; index++) {
    finish[index]?.();
    await running[index];
  }
  const shared = await Promise.all(waiting);
  expect(new Set(shared).size).toBe(1);
  expect(begun).toEqual(['a', 'b', 'a']);
});

test('few plans run at a time, and too many requests are refused', async () => {
  const { desk, begun } = slowDesk();
  for (let index = 0; index < 34; index++) void desk([`user${index}`]);
  expect(begun).toHaveLength(2);
  await expect(desk(['one more'])).rejects.toBeInstanceOf(PlanRefusedError);
});
