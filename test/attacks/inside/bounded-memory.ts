// Set up before each file of attacks: after every test the daemon has never taken more memory than it may.
import { afterAll, afterEach, expect } from 'vitest';
import { mostMemoryMiB } from './most-memory.ts';

const MOST_MIB = 400;
let most = 0;

afterEach(async () => {
  most = Math.max(most, await mostMemoryMiB());
  expect(most).toBeLessThan(MOST_MIB);
});

afterAll(() => {
  if (process.env.ATTACK_FIGURES !== undefined)
    console.log(`most memory of the daemon: ${Math.round(most)} MiB`);
});
