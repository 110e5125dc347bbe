// Set up before each file of attacks: after every test the daemon has never taken more memory than it may.
import { afterAll, afterEach, expect } from 'vitest';
import { mostMemoryMiB } from './most-memory.ts';

const MOST_MIB = 400;
/** These look at the memory themselves, at the moments that count. */
const MEASURES_ITSELF = /(?:socket-groups|big-sets)\.test\.ts$/;
let most = 0;

afterEach(async ({ task }) => {
  most = Math.max(most, await mostMemoryMiB());
  if (!MEASURES_ITSELF.test(task.file.name)) expect(most).toBeLessThan(MOST_MIB);
});

afterAll(() => {
  if (process.env.ATTACK_FIGURES !== undefined)
    console.log(`most memory of the daemon: ${Math.round(most)} MiB`);
});
