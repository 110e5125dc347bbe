import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TrafficMeter } from '../../src/bandwidth/traffic-meter.ts';
import { readTraffic } from '../../src/bandwidth/traffic-store.ts';
import { FakeLogs } from './fake-logs.ts';
import { line } from './log-lines.ts';

const LOG = '/var/log/jopanel/sites/joko/access.log';
const NOVEMBER = new Date(2026, 10, 22, 12).getTime();
const DECEMBER = new Date(2026, 11, 1, 0, 0, 1).getTime();

let folder: string;
let logs: FakeLogs;
let now: number;
let meter: TrafficMeter;
let setAside: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'traffic-'));
  logs = new FakeLogs();
  now = NOVEMBER;
  setAside = [];
  meter = open();
});

afterEach(() => {
  meter.close();
  rmSync(folder, { recursive: true });
});

const store = () => join(folder, 'traffic.db');

function open(): TrafficMeter {
  return TrafficMeter.open({
    path: store(),
    logDir: '/var/log/jopanel',
    logs,
    clock: { now: () => now, monotonic: () => now, sleep: async () => {} },
    setAside(path) {
      setAside.push(path);
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
      return `${path}.damaged`;
    },
  });
}

/** A daemon that was killed and started again. */
function restart(): void {
  meter.close();
  meter = open();
}

async function counted(usernames: readonly string[] = ['joko']): Promise<number> {
  await meter.count(usernames);
  return meter.bytesThisMonth('joko');
}

describe('what is sent', () => {
  test('is counted once, as the log grows', async () => {
    expect(await counted()).toBe(0);
    logs.append(LOG, line(100));
    expect(await counted()).toBe(100);
    expect(await counted()).toBe(100);
    logs.append(LOG, line(20) + line(3).slice(0, 30));
    expect(await counted()).toBe(120);
    logs.append(LOG, line(3).slice(30));
    expect(await counted()).toBe(123);
  });

  test('is counted once, over restarts', async () => {
    logs.append(LOG, line(100));
    expect(await counted()).toBe(100);
    restart();
    expect(meter.bytesThisMonth('joko')).toBe(100);
    expect(await counted()).toBe(100);
    logs.append(LOG, line(1));
    restart();
    expect(await counted()).toBe(101);
  });

  test('is counted once, when the log is rotated between two looks', async () => {
    logs.append(LOG, line(100));
    expect(await counted()).toBe(100);
    logs.append(LOG, line(10));
    logs.rename(LOG, `${LOG}.1`);
    logs.append(LOG, line(1));
    restart();
    expect(await counted()).toBe(111);
    // What an old worker still writes into the renamed file.
    logs.append(`${LOG}.1`, line(1000));
    expect(await counted()).toBe(1111);
    logs.rename(`${LOG}.1`, `${LOG}.2.gz`);
    logs.rename(LOG, `${LOG}.1`);
    expect(await counted()).toBe(1111);
  });

  test('is counted from what is left, when the log was rotated twice between two looks', async () => {
    logs.append(LOG, line(100));
    expect(await counted()).toBe(100);
    logs.rename(LOG, `${LOG}.2.gz`);
    logs.append(`${LOG}.1`, line(10));
    logs.append(LOG, line(1));
    expect(await counted()).toBe(111);
  });

  test('is counted from the start of a log that was emptied in place', async () => {
    logs.append(LOG, line(100) + line(100));
    await counted();
    logs.truncate(LOG);
    logs.append(LOG, line(5));
    expect(await counted()).toBe(205);
  });

  test('is counted in a log of many pieces, whatever is in it', async () => {
    logs.append(LOG, 'x'.repeat(3 * 1024 * 1024));
    logs.append(LOG, `\n${line(1).repeat(50_000)}`);
    expect(await counted()).toBe(50_000);
  });

  test('is summed up for each account by itself', async () => {
    logs.append(LOG, line(1));
    logs.append('/var/log/jopanel/sites/anna/access.log', line(20));
    await meter.count(['anna', 'joko']);
    expect([meter.bytesThisMonth('joko'), meter.bytesThisMonth('anna')]).toEqual([1, 20]);
    expect(readTraffic(store(), '2026-11')).toEqual(
      new Map([
        ['anna', 20],
        ['joko', 1],
      ]),
    );
  });
});

describe('a new month', () => {
  test('begins with nothing, also for what is counted only then', async () => {
    logs.append(LOG, line(100));
    expect(await counted()).toBe(100);
    logs.append(
      LOG,
      line(50, { time: '30/Nov/2026:23:59:59 +0000' }) + line(2, { time: '01/Dec/2026:00:00:00 +0000' }),
    );
    now = DECEMBER;
    expect(meter.bytesThisMonth('joko')).toBe(0);
    expect(await counted()).toBe(2);
    expect(readTraffic(store(), '2026-11')).toEqual(new Map([['joko', 150]]));
    restart();
    expect(meter.bytesThisMonth('joko')).toBe(2);
  });
});

describe('an account that is gone for good', () => {
  test('leaves nothing to the next of its name', async () => {
    logs.append(LOG, line(100));
    expect(await counted()).toBe(100);
    expect(await counted(['anna'])).toBe(0);
    logs.remove(LOG);
    restart();
    expect(await counted()).toBe(0);
  });

  test('is none of those that a failed listing leaves out', async () => {
    logs.append(LOG, line(100));
    await counted();
    expect(await counted([])).toBe(100);
  });
});

test('a damaged file is moved aside, and the logs are counted again', async () => {
  logs.append(LOG, line(100));
  await counted();
  meter.close();
  for (const suffix of ['-wal', '-shm']) rmSync(store() + suffix, { force: true });
  writeFileSync(store(), 'no database at all, but long enough to be taken for the head of one'.repeat(20));
  meter = open();
  expect(setAside).toEqual([store()]);
  expect(await counted()).toBe(100);
});

test('nothing is written when nothing was sent', async () => {
  logs.append(LOG, line(100));
  await counted();
  meter.close();
  const before = statSync(store(), { bigint: true }).mtimeNs;
  meter = open();
  await counted();
  meter.close();
  expect(statSync(store(), { bigint: true }).mtimeNs).toBe(before);
  meter = open();
});

test('without a file there is no traffic to read', () => {
  expect(readTraffic(join(folder, 'none.db'), '2026-11')).toEqual(new Map());
});
