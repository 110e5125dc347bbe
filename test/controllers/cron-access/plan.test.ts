import { describe, expect, test } from 'vitest';
import { desiredCron } from '../../../controllers/cron-access/desired.ts';
import type { ObservedCron } from '../../../controllers/cron-access/observe.ts';
import { planCron } from '../../../controllers/cron-access/plan.ts';
import type { Target } from '../../../src/model/target.ts';
import { said } from '../said.ts';
import { sampleAccount } from '../sample-account.ts';

const on = sampleAccount('joko');
const off = sampleAccount('joko', { services: { cron: { enabled: false } } });

function plan(
  lifecycle: Target['lifecycle'],
  observed: Partial<ObservedCron>,
  { account = on, owns = true } = {},
): string[] {
  const found = {
    installed: true,
    denied: false,
    listed: undefined,
    table: 'none',
    obstructed: undefined,
  } as const;
  return said(
    planCron('joko', desiredCron({ account, lifecycle }), { ...found, ...observed }, { owns: () => owns }),
  );
}

test('on a fresh host an account with cron needs no change', () => {
  expect(plan('active', {})).toEqual([]);
  expect(plan('active', { table: 'live' })).toEqual([]);
});

describe.each([
  { what: 'is not to have cron', lifecycle: 'active', account: off },
  { what: 'is suspended', lifecycle: 'suspended', account: on },
  { what: 'is retired', lifecycle: 'retired', account: on },
] as const)('who $what', ({ lifecycle, account }) => {
  test('is denied, and the crontab set aside, before its user is locked', () => {
    expect(plan(lifecycle, { table: 'live' }, { account })).toEqual([
      'down write joko into /etc/cron.deny',
      'down set the crontab of joko aside',
    ]);
    expect(plan(lifecycle, { denied: true, table: 'aside' }, { account })).toEqual([]);
  });

  test('loses its line in cron.allow, if jopanel wrote it', () => {
    const observed = { denied: true, listed: true };
    expect(plan(lifecycle, observed, { account })).toEqual(['down take joko out of /etc/cron.allow']);
    expect(plan(lifecycle, observed, { account, owns: false })).toEqual([
      expect.stringMatching(/^unavailable: \/etc\/cron.allow names joko, and not because of jopanel/),
    ]);
  });
});

test('gets all of it back when it may use cron again', () => {
  expect(plan('active', { denied: true, listed: false, table: 'aside' })).toEqual([
    'up take joko out of /etc/cron.deny',
    'up write joko into /etc/cron.allow',
    'up put the crontab of joko back',
  ]);
});

test('without the inventory nothing is taken out and nothing put back', () => {
  expect(plan('active', { denied: true, table: 'aside' }, { owns: false })).toEqual([
    'unavailable: /etc/cron.deny names joko, and not because of jopanel; take it out',
  ]);
});

test('a purged account leaves no crontab and no line of ours', () => {
  expect(plan('purged', { denied: true, table: 'aside' })).toEqual([
    'down take joko out of /etc/cron.deny',
    'down! remove the crontab of joko',
  ]);
  expect(plan('purged', { denied: true, listed: true }, { owns: false })).toEqual([]);
  expect(plan('purged', {})).toEqual([]);
});

test('on a host without cron the resource is unavailable to the accounts that want cron', () => {
  const observed = { installed: false, table: 'live', denied: true } as const;
  expect(plan('active', observed)).toEqual(['unavailable: cron is not installed; run: apt install cron']);
  expect(plan('suspended', observed)).toEqual([]);
});

test('a list that is no plain file blocks the resource', () => {
  expect(plan('active', { obstructed: '/etc/cron.deny is a symbolic link; move it away' })).toEqual([
    'Conflict: /etc/cron.deny is a symbolic link; move it away',
  ]);
});
