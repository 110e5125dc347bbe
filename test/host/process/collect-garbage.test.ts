import { expect, test, vi } from 'vitest';
import { collectGarbage } from '../../../src/host/process/collect-garbage.ts';

// What a thread finds whose flag another one has put back in between.
vi.mock('node:v8', () => ({ setFlagsFromString: () => {} }));

test('a thread that is not offered the collector goes on without it', () => {
  expect(() => collectGarbage()).not.toThrow();
});
