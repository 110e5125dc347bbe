// What the children of nginx say of a reload, in the order in which a busy machine lets them get to it.
import { expect, test } from 'vitest';
import { watchReload } from '../../../services/nginx/watch-reload.ts';
import type { ChildProcess } from '../../../src/host/services.ts';

const MASTER = 1;
const MASTER_TITLE = 'nginx: master process /usr/sbin/nginx';
const WORKER_TITLE = 'nginx: worker process';

interface Moment {
  readonly children: Readonly<Record<number, string>>;
  readonly isDone: boolean;
}

/** Whether the reload is over, at each moment after the first. */
async function seen([first, ...later]: readonly Moment[]): Promise<readonly (boolean | string)[]> {
  let now = first;
  const isOver = await watchReload(MASTER, {
    children: async () =>
      Object.entries(now?.children ?? {}).map(([pid, title]): ChildProcess => ({ pid: Number(pid), title })),
    awaitsNextSignal: async () => now?.isDone === true,
    catchesSignal: async () => true,
    execution: async () => '1',
    followErrors: async () => async () =>
      `2026/12/01 03:36:06 [emerg] ${MASTER}#${MASTER}: unknown directive "x"`,
  });
  const answers: (boolean | string)[] = [];
  for (const moment of later) {
    now = moment;
    answers.push(await isOver().catch((error: unknown) => String(error)));
  }
  return answers;
}

const before: Moment = { children: { 10: WORKER_TITLE, 11: WORKER_TITLE }, isDone: true };

test('a new worker that waits for a processor, and so has no title yet, is no refusal', async () => {
  const begun = { 12: MASTER_TITLE, 13: MASTER_TITLE };
  const shuttingDown = `${WORKER_TITLE} is shutting down`;
  expect(
    await seen([
      before,
      { children: before.children, isDone: false },
      { children: { ...before.children, ...begun }, isDone: true },
      { children: { 10: shuttingDown, 11: shuttingDown, ...begun }, isDone: true },
      { children: { 10: shuttingDown, 12: WORKER_TITLE, 13: WORKER_TITLE }, isDone: true },
    ]),
  ).toEqual([false, false, false, true]);
});

test('a master that has done with the signal and has no new child has refused its configuration', async () => {
  expect(await seen([before, { ...before, isDone: false }, before])).toEqual([
    false,
    expect.stringContaining('nginx refused its new configuration'),
  ]);
});
