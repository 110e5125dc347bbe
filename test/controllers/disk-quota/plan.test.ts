import { expect, test } from 'vitest';
import { desiredQuota } from '../../../controllers/disk-quota/desired.ts';
import { planQuota } from '../../../controllers/disk-quota/plan.ts';
import type { DiskQuota } from '../../../src/host/quotas.ts';
import type { Target } from '../../../src/model/target.ts';
import { said } from '../said.ts';
import { sampleAccount } from '../sample-account.ts';

const account = sampleAccount('joko', { account: { uid: 12010, gid: 12010 }, limits: { disk_quota_mb: 10 } });
const unlimited = sampleAccount('joko', {
  account: { uid: 12010, gid: 12010 },
  limits: { disk_quota_mb: 0 },
});

function quota(softKib: number, hardKib: number): DiskQuota {
  return { usedKib: 0, softKib, hardKib, softFiles: 0, hardFiles: 0 };
}

function plan(
  lifecycle: Target['lifecycle'],
  found: DiskQuota | undefined,
  { who = account, owns = true } = {},
) {
  const byUid = new Map(found === undefined ? [] : [[12010, found]]);
  const desired = desiredQuota({ account: who, lifecycle });
  return said(planQuota('joko', desired, { state: 'on', mountPoint: '/home', byUid }, { owns: () => owns }));
}

test('the quota of the set is set, and neither limit may differ from it', () => {
  for (const found of [undefined, quota(0, 0), quota(10_240, 0), quota(5, 10_240)]) {
    expect(plan('active', found)).toEqual(['up limit joko to 10240 KiB of disk']);
  }
  expect(plan('active', quota(10_240, 10_240))).toEqual([]);
});

test('it stays while an account is suspended or retired, for its files do', () => {
  for (const lifecycle of ['suspended', 'retired'] as const) {
    expect(plan(lifecycle, quota(10_240, 10_240))).toEqual([]);
  }
});

test('the limit of a purged account is lifted if it is ours', () => {
  expect(plan('purged', quota(10_240, 10_240))).toEqual(['up lift the disk quota of joko']);
  expect(plan('purged', quota(10_240, 10_240), { owns: false })).toEqual([]);
  expect(plan('purged', undefined)).toEqual([]);
});

test('0 means no limit, also where another program set one', () => {
  expect(plan('active', quota(7, 7), { who: unlimited, owns: false })).toEqual([
    'up lift the disk quota of joko',
  ]);
});

test('where there are no quotas, only an account with a limit has an unavailable resource', () => {
  const off = { state: 'off', why: 'no quotas here', remedy: 'keep homes on ext4' } as const;
  const stepsFor = (who: typeof account) =>
    said(planQuota('joko', desiredQuota({ account: who, lifecycle: 'active' }), off, { owns: () => true }));
  expect(stepsFor(account)).toEqual(['unavailable: no quotas here; keep homes on ext4']);
  expect(stepsFor(unlimited)).toEqual([]);
});

test('an account whose disk is nearly full is degraded, and one with room is not', () => {
  const planned = (usedKib: number) => {
    const found = { usedKib, softKib: 10_240, hardKib: 10_240, softFiles: 0, hardFiles: 0 };
    const desired = desiredQuota({ account, lifecycle: 'active' });
    const byUid = new Map([[desired.uid, found]]);
    return planQuota('joko', desired, { state: 'on', mountPoint: '/', byUid }, { owns: () => true }).degraded;
  };
  expect(planned(9_000)).toBeUndefined();
  expect(planned(9_900)).toMatchObject({
    reason: 'DiskQuotaReached',
    message: expect.stringContaining('raise disk_quota_mb'),
  });
});
