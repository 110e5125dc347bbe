// A file that was cut anywhere, or overwritten anywhere with noise.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { verifyJournal } from '../../src/journal/verify.ts';
import { expectSetAside, left } from './left-journal.ts';
import { scratch } from './scratch.ts';

test('a truncated file is noticed at every place where it can be cut', () => {
  const { path } = left();
  const whole = readFileSync(path);
  for (let size = 4096; size < whole.length; size += 4096 * 3 + 100) {
    const cut = scratch();
    writeFileSync(cut.path, whole.subarray(0, size));
    expectSetAside(cut, /corrupt|no database|malformed|missing/);
  }
});

test('a page overwritten with noise is noticed or harmless, never believed', () => {
  const { path } = left(20);
  const whole = readFileSync(path);
  const pages = whole.length / 4096;
  let noticed = 0;
  for (let page = 0; page < pages; page++) {
    const hurt = scratch();
    const noise = Buffer.from(whole);
    noise.fill(0xa5, page * 4096, (page + 1) * 4096);
    writeFileSync(hurt.path, noise);
    const { journal, condition } = hurt.open('damaged');
    journal.close();
    if (condition === 'set_aside') noticed += 1;
    else expect(verifyJournal(hurt.path).findings).toEqual([]);
  }
  expect(noticed).toBeGreaterThan(pages / 2);
});
