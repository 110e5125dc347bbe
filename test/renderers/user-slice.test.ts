import { describe, expect, test } from 'vitest';
import { renderUserSlice } from '../../renderers/user-slice.ts';
import { sampleAccount } from '../controllers/sample-account.ts';
import { hostileAccount } from './hostile-account.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

const UNLIMITED = { cpu_limit_percent: 0, memory_limit_mb: 0, io_limit_mb_s: 0, max_processes: 0 };
const NO_END = 'TasksMax=infinity';

test('the limits of a slice are written as in the file', async () => {
  await expect(renderUserSlice(sampleAccount('joko'))).toMatchFileSnapshot(
    '../../fixtures/golden/user-slice.conf',
  );
});

test.each([
  { lines: [NO_END] },
  { max_processes: 1, lines: ['TasksMax=1'] },
  { cpu_limit_percent: 1, lines: ['CPUQuota=1%', NO_END] },
  { memory_limit_mb: 1, lines: ['MemoryMax=1M', 'MemorySwapMax=0', NO_END] },
  {
    io_limit_mb_s: 1,
    lines: ['IOReadBandwidthMax=/home/joko 1M', 'IOWriteBandwidthMax=/home/joko 1M', NO_END],
  },
])('only what is limited has a line: $lines', ({ lines, ...limits }) => {
  const text = renderUserSlice(sampleAccount('joko', { limits: { ...UNLIMITED, ...limits } }));
  expect(text?.split('[Slice]\n')[1]?.trimEnd().split('\n')).toEqual(lines);
});

test('a set that does not say how many processes there may be gets a limit all the same', () => {
  expect(renderUserSlice(sampleAccount('joko'))).toContain('\nTasksMax=1000\n');
});

const FIELDS = [
  '/account/home_dir',
  '/limits/cpu_limit_percent',
  '/limits/memory_limit_mb',
  '/limits/io_limit_mb_s',
  '/limits/max_processes',
];

describe.each(FIELDS)('with something hostile in %s', (field) => {
  test.each(HOSTILE_TEXTS)('there is no drop-in for %j', (text) => {
    expect(() => renderUserSlice(hostileAccount('joko', field, text))).toThrow();
  });
});
