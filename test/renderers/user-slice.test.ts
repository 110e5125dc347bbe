import { describe, expect, test } from 'vitest';
import { renderUserSlice } from '../../renderers/user-slice.ts';
import { sampleAccount } from '../controllers/sample-account.ts';
import { hostileAccount } from './hostile-account.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

const UNLIMITED = { cpu_limit_percent: 0, memory_limit_mb: 0, io_limit_mb_s: 0 };

test('the limits of a slice are written as in the file', async () => {
  await expect(renderUserSlice(sampleAccount('joko'))).toMatchFileSnapshot(
    '../../fixtures/golden/user-slice.conf',
  );
});

test.each([
  { cpu_limit_percent: 1, lines: ['CPUQuota=1%'] },
  { memory_limit_mb: 1, lines: ['MemoryMax=1M'] },
  { io_limit_mb_s: 1, lines: ['IOReadBandwidthMax=/home/joko 1M', 'IOWriteBandwidthMax=/home/joko 1M'] },
])('only what is limited has a line: $lines', ({ lines, ...limits }) => {
  const text = renderUserSlice(sampleAccount('joko', { limits: { ...UNLIMITED, ...limits } }));
  expect(text?.split('[Slice]\n')[1]?.trimEnd().split('\n')).toEqual(lines);
});

test('without any limit there is no drop-in', () => {
  expect(renderUserSlice(sampleAccount('joko', { limits: UNLIMITED }))).toBeNull();
});

const FIELDS = [
  '/account/home_dir',
  '/limits/cpu_limit_percent',
  '/limits/memory_limit_mb',
  '/limits/io_limit_mb_s',
];

describe.each(FIELDS)('with something hostile in %s', (field) => {
  test.each(HOSTILE_TEXTS)('there is no drop-in for %j', (text) => {
    expect(() => renderUserSlice(hostileAccount('joko', field, text))).toThrow();
  });
});
