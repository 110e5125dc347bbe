import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { verifyJournal } from '../../src/journal/verify.ts';
import { startAppending } from './appending.ts';
import { scratch } from './scratch.ts';
import { countWholeWaves, wholeWave } from './waves.ts';

test('whatever moment a kill hits, what was said to be kept is there, and no wave by half', async () => {
  const { path, open } = scratch();
  let before = 0;
  for (const more of [1, 2, 3, 7, 13, 29]) {
    const appending = await startAppending(path);
    await appending.keptAtLeast(before + more);
    await appending.kill();
    const kept = appending.kept();
    const { journal, condition } = open();
    expect(condition).toBe('sound');
    const waves = countWholeWaves(journal);
    expect(waves).toBeGreaterThanOrEqual(kept);
    expect(waves).toBeLessThanOrEqual(kept + 1);
    before = waves;
    journal.close();
    expect(verifyJournal(path).findings).toEqual([]);
  }
});

test('a write-ahead log that is cut at any place leaves a number of whole waves', () => {
  const { path, open } = scratch();
  const { journal } = open();
  const waves = 12;
  for (let number = 0; number < waves; number++) journal.append(wholeWave(number));
  const log = readFileSync(`${path}-wal`);
  const found = new Set<number>();
  for (let length = log.length; length > 32; length -= 7919) {
    const crashed = scratch();
    copyFileSync(path, crashed.path);
    writeFileSync(`${crashed.path}-wal`, log.subarray(0, length));
    const opened = crashed.open();
    if (opened.condition !== 'new') {
      expect(opened.condition).toBe('sound');
      expect(verifyJournal(crashed.path).findings).toEqual([]);
    }
    found.add(countWholeWaves(opened.journal));
    opened.journal.close();
  }
  journal.close();
  expect([...found].sort((a, b) => a - b)).toEqual(Array.from({ length: waves + 1 }, (_, i) => i));
});

test('a failure in the middle of an append leaves nothing of it', () => {
  const { path, open } = scratch();
  const { journal } = open();
  journal.append(wholeWave(0));
  const [set, ...rest] = wholeWave(1);
  if (set?.kind !== 'set.observed') throw new Error('a wave begins with a set');
  const liar = { ...set, content: 'something else' };
  expect(() => journal.append([...rest, liar])).toThrow('the content given is not that of');
  expect(countWholeWaves(journal)).toBe(1);
  journal.append(wholeWave(1));
  expect(countWholeWaves(journal)).toBe(2);
  expect(verifyJournal(path).findings).toEqual([]);
});
