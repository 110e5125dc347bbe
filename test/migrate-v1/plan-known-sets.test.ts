// A plan beside sets that are there already, and the same plan made later.

import { expect, test } from 'vitest';
import { asFirstPlanned } from '../../migrate-v1/plan/first-planned.ts';
import { planV1 } from '../../migrate-v1/plan/plan-v1.ts';
import { sourceOf } from '../../migrate-v1/rows/source.ts';
import { linuxUser } from '../host/accounts-snapshot.ts';
import { choices, survey } from './host-survey.ts';
import { blocks, checkedAccount, entry, HOST, plan } from './plan-sample.ts';
import { PANEL_HASH, type Row, v1Database } from './v1-database.ts';

test('a set that is there is recognised when it says the same, and never planned over when it does not', () => {
  const { hasset } = plan().files;
  const there = checkedAccount('hasset', hasset);
  const sets = new Map([['hasset', there]]);
  expect(entry(plan(3, { host: { sets } }), 'hasset')).toMatchObject({
    state: 'write',
    revision: there.revision,
  });
  const { accounts } = survey([linuxUser('hasset', there.account.uid)]);
  const again = plan(3, { host: { accounts, sets } });
  expect(entry(again, 'hasset').linux_user).toBe('adopt');
  const asFirst = asFirstPlanned(again.accounts, plan(), sets);
  expect(asFirst.find(({ username }) => username === 'hasset')).toMatchObject({ linux_user: 'make' });
  const limits = { ...hasset?.['limits.json'], disk_quota_mb: 1 };
  const edited = checkedAccount('hasset', { ...hasset, 'limits.json': limits });
  const differing = entry(plan(3, { host: { sets: new Map([['hasset', edited]]) } }), 'hasset');
  expect(differing.state).toBe('held');
  expect(differing.findings.map(({ what }) => what).join()).toContain(
    'says otherwise: limits.json /disk_quota_mb',
  );
  expect(entry(plan(3, { host: { sets: new Map([['hasset', undefined]]) } }), 'hasset').state).toBe('held');
});

test('what V1 does not know may be changed in a set that is there, and the set is recognised', () => {
  const files = plan().files.idn ?? {};
  const {
    'account.json': account,
    'limits.json': limits,
    'services.json': services,
    'domains.json': domains,
  } = files;
  const edited = checkedAccount('idn', {
    ...files,
    'account.json': {
      ...account,
      shell: '/bin/sh',
      updated_at: '2026-03-04T05:06:07Z',
      password_hash: PANEL_HASH,
    },
    'limits.json': { ...limits, max_cron_jobs: 1 },
    'services.json': { ...services, cron: { enabled: false } },
    'domains.json': { ...domains, alias_domains: ['www.xn--mnze-0ra.example', 'm.xn--mnze-0ra.example'] },
  });
  const sets = new Map([['idn', edited]]);
  expect(entry(plan(3, { host: { sets } }), 'idn')).toMatchObject({
    state: 'write',
    revision: edited.revision,
  });
  const more = checkedAccount('idn', {
    ...files,
    'domains.json': { ...domains, alias_domains: ['other.example'] },
  });
  expect(blocks(plan(3, { host: { sets: new Map([['idn', more]]) } }), 'idn')).toEqual(['exists']);
});

const ODD_TIMES = [null, '0000-00-00 00:00:00', '2023-00-12 00:00:00', '2023-02-31 10:00:00', 'soon', ''];

test.each(ODD_TIMES)('a row made at %j gives the same set whenever it is planned', (created_at) => {
  const tables = v1Database(3);
  const odd = { ...tables, users: tables.users.map((row): Row => ({ ...row, created_at })) };
  const planned = planV1(sourceOf(odd, 4), HOST, choices());
  expect(planV1(sourceOf(odd, 4), HOST, choices())).toEqual(planned);
  const own = checkedAccount('usual0001', planned.files.usual0001);
  const sets = new Map([['usual0001', own]]);
  const again = planV1(sourceOf(odd, 4), { ...HOST, sets }, choices());
  expect(entry(again, 'usual0001')).toMatchObject({ state: 'write', revision: own.revision });
  const [first, second] = ['usual0001', 'usual0002'].map(
    (name) => checkedAccount(name, planned.files[name]).account.created_at,
  );
  expect(Date.parse(first ?? '')).toBeLessThan(Date.parse(second ?? ''));
});

test('a set that an earlier version wrote with the time of its plan is recognised', () => {
  const tables = v1Database(3);
  const odd = { ...tables, users: tables.users.map((row): Row => ({ ...row, created_at: null })) };
  const files = planV1(sourceOf(odd, 4), HOST, choices()).files.usual0001 ?? {};
  const account = { ...files['account.json'], created_at: '2026-01-02T03:04:05+01:00' };
  const sets = new Map([['usual0001', checkedAccount('usual0001', { ...files, 'account.json': account })]]);
  expect(blocks(planV1(sourceOf(odd, 4), { ...HOST, sets }, choices()), 'usual0001')).toEqual([]);
});

test('of two rows of the same time the lower id has the name, and the other keeps its primary domain', () => {
  const tables = v1Database(1);
  const created_at = '2022-02-02 02:02:02';
  const [usual] = tables.users;
  const domain = { ...tables.domains[0], document_root: null };
  const [low, high] = ['zlow', 'ahigh'].map(
    (username, index): Row => ({ ...usual, id: 600 + index, username, created_at }),
  );
  const domains = [
    { ...domain, user_id: 600, domain_name: 'low.example', type: 'primary' },
    { ...domain, user_id: 601, domain_name: 'shop.low.example', type: 'primary' },
  ];
  const rows = {
    ...tables,
    users: [...tables.users, low ?? {}, high ?? {}],
    domains: [...tables.domains, ...domains],
  };
  const planned = planV1(sourceOf(rows, 0), HOST, choices());
  expect(entry(planned, 'zlow').state).toBe('write');
  expect(blocks(planned, 'ahigh')).toEqual(['contested']);
  const [contested] = entry(planned, 'ahigh').findings;
  expect(contested?.what).toContain('zlow');
  expect(contested?.proposal).not.toMatch(/remove it here/);
});
