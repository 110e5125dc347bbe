import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/host/clock.ts';
import { createSliceUseReader, limitsReached } from '../../../src/host/linux/slice-use.ts';
import type { SliceUse } from '../../../src/host/slice-use.ts';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'jopanel-slice-'));
});
afterEach(() => rm(root, { recursive: true }));

async function slice(uid: number, files: Readonly<Record<string, string>>): Promise<void> {
  const folder = `${root}/user.slice/user-${uid}.slice`;
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(`${folder}/${name}`, text);
}

const reader = () => createSliceUseReader(async () => root, systemClock, { pools: async () => undefined });

test('reads what the kernel counts for a slice', async () => {
  await slice(12010, {
    'cpu.stat':
      'usage_usec 2500000\nuser_usec 1\nsystem_usec 1\nnr_periods 10\nnr_throttled 6\nthrottled_usec 1500000\n',
    'memory.current': '1048576\n',
    'memory.peak': '2097152\n',
    'memory.events': 'low 0\nhigh 0\nmax 4\noom 1\noom_kill 2\n',
    'pids.current': '7\n',
    'pids.events': 'max 3\n',
    'io.stat': '8:0 rbytes=100 wbytes=200 rios=1 wios=2 dbytes=0 dios=0\n8:16 rbytes=1 wbytes=2\n',
  });
  const use: SliceUse = {
    cpuSeconds: 2.5,
    cpuPeriods: 10,
    cpuThrottledPeriods: 6,
    cpuThrottledSeconds: 1.5,
    memoryBytes: 1048576,
    memoryPeakBytes: 2097152,
    oomKills: 2,
    tasks: 7,
    tasksRefused: 3,
    readBytes: 101,
    writtenBytes: 202,
  };
  expect(await reader().of(12010)).toEqual(use);
  expect(await reader().all()).toEqual(new Map([[12010, use]]));
});

test('says nothing of what a kernel does not count, and of a slice that is not there', async () => {
  await slice(12010, { 'cpu.stat': 'usage_usec 10\n', 'memory.current': 'max\n', 'io.stat': '' });
  const { cpuSeconds, ...others } = await reader().of(12010);
  expect(cpuSeconds).toBe(0.00001);
  expect(new Set(Object.values(others))).toEqual(new Set([null]));
  expect(new Set(Object.values(await reader().of(12011)))).toEqual(new Set([null]));
});

test('counts the processes that were refused where an older kernel does: in the group that asked for them', async () => {
  await slice(12010, { 'pids.events': 'max 0\n', 'cpu.stat': '' });
  await mkdir(`${root}/user.slice/user-12010.slice/session-1.scope`);
  await mkdir(`${root}/user.slice/user-12010.slice/jopanel-app-joko-shop.service`);
  await slice(12010, { 'session-1.scope/pids.events': 'max 2\n' });
  await slice(12010, { 'jopanel-app-joko-shop.service/pids.events': 'max 3\n' });
  expect((await reader().of(12010)).tasksRefused).toBe(5);
});

test('a refused process is noticed also when its group has ended since, and another one asks', () => {
  const looks = [5, 0].map((tasksRefused, at) => ({ at, use: { ...NONE, tasksRefused } }));
  expect(limitsReached(looks, { ...NONE, tasksRefused: 2 })).toEqual(new Set(['processes']));
  expect(limitsReached(looks, { ...NONE, tasksRefused: 0 })).toEqual(new Set());
});

const NONE: SliceUse = {
  cpuSeconds: 0,
  cpuPeriods: 0,
  cpuThrottledPeriods: 0,
  cpuThrottledSeconds: 0,
  memoryBytes: 0,
  memoryPeakBytes: 0,
  oomKills: 5,
  tasks: 0,
  tasksRefused: 5,
  readBytes: 0,
  writtenBytes: 0,
};

test.each([
  ['nothing', {}, []],
  ['a process that was ended for want of memory', { oomKills: 6 }, ['memory']],
  ['a process that was refused', { tasksRefused: 6 }, ['processes']],
  ['CPU held up half of the time', { cpuPeriods: 10, cpuThrottledPeriods: 5 }, []],
  ['CPU held up more than half of the time', { cpuPeriods: 10, cpuThrottledPeriods: 6 }, ['cpu']],
  ['a slice that was made again', { oomKills: 0, tasksRefused: 0 }, []],
] as const)('finds the limits reached by %s', (_, change, reached) => {
  const now = { ...NONE, ...change };
  expect([
    ...limitsReached(
      [
        { at: 0, use: NONE },
        { at: 1, use: NONE },
      ],
      now,
    ),
  ]).toEqual(reached);
  expect(limitsReached([], now).size).toBe(0);
});
