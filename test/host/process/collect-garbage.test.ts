import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { collectGarbage } from '../../../src/host/process/collect-garbage.ts';

/** Something that nothing else holds on to. */
function forgotten(): WeakRef<object> {
  return new WeakRef({ text: 'x'.repeat(1000) });
}

test('what nothing holds on to is collected, each time', async () => {
  for (let time = 0; time < 2; time += 1) {
    const reference = forgotten();
    // A WeakRef keeps its target for as long as the turn lasts in which it was made.
    await nextTurn();
    collectGarbage();
    expect(reference.deref()).toBeUndefined();
  }
});

test('threads that collect at the same time, by a flag of the whole process, all go on', async () => {
  const code = `
    import { parentPort, workerData } from 'node:worker_threads';
    const { collectGarbage } = await import(workerData);
    for (let time = 0; time < 3; time += 1) collectGarbage();
    parentPort.postMessage('done');
  `;
  const source = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  const workerData = new URL('../../../src/host/process/collect-garbage.ts', import.meta.url).href;
  const workers = Array.from({ length: 2 }, () => new Worker(source, { workerData }));
  const answers = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
  expect(answers).toEqual(['done', 'done']);
  await Promise.all(workers.map((worker) => worker.terminate()));
});
