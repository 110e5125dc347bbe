// What V1 deleted or renamed after its set was written stays hosted, and the plan says so with a command.

import { expect, test } from 'vitest';
import { asBytes, textsOf } from '../../migrate-v1/plan/account-files.ts';
import { countsOf } from '../../migrate-v1/plan/plan-file.ts';
import { planV1 } from '../../migrate-v1/plan/plan-v1.ts';
import { reportOf } from '../../migrate-v1/report/report.ts';
import { migrationReportText } from '../../migrate-v1/report/report-text.ts';
import { sourceOf } from '../../migrate-v1/rows/source.ts';
import { checkSet } from '../../src/model/check-set.ts';
import { choices, survey } from './host-survey.ts';
import { savedPlan } from './planned.ts';
import { type Row, v1Database } from './v1-database.ts';

const tables = v1Database(3);
const NAME = 'usual0001';
const MIGRATED = [{ id: 1, username: NAME }];

function afterwards(change: (row: Row) => readonly Row[], domains = tables.domains) {
  const first = planV1(sourceOf(tables, 0), survey(), choices());
  const files = new Map(Object.entries(first.files[NAME] ?? {}));
  const checked = checkSet(NAME, asBytes(textsOf(files)), survey().facts);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const users = tables.users.flatMap((row) => (row.id === 1 ? change(row) : [row]));
  const sets = new Map([[NAME, checked.account]]);
  const host = { ...survey(), sets, migrated: MIGRATED };
  const plan = { ...savedPlan(), ...planV1(sourceOf({ ...tables, users, domains }, 0), host, choices()) };
  const findings = [...plan.general, ...plan.accounts.flatMap((account) => account.findings)];
  return { plan, actions: findings.filter(({ kind }) => kind === 'still_hosted') };
}

test.each<[string, (row: Row) => readonly Row[]]>([
  ['deleted softly', (row) => [{ ...row, deleted_at: '2026-01-01 00:00:00' }]],
  ['deleted', () => []],
  ['renamed', (row) => [{ ...row, username: 'another1' }]],
])('a row that was %s after its set was written is an action', (_, change) => {
  const { plan, actions } = afterwards(change);
  expect(actions).toHaveLength(1);
  expect(actions[0]).toMatchObject({
    blocks: false,
    proposal: expect.stringContaining(`jopanel user delete ${NAME}`),
  });
  expect(countsOf(plan)).toMatchObject({ still_hosted: 1 });
  const input = {
    plan,
    host: '',
    made: '',
    backup: undefined,
    written: undefined,
    verification: undefined,
    dropped: undefined,
  };
  const text = migrationReportText(reportOf({ ...input, laterBackup: undefined }));
  expect(text).toMatch(/Accounts to end or to suspend +1,/);
  expect(text).toContain(`jopanel user delete ${NAME}`);
});

test('a row that lost all its domains after its set was written is an action', () => {
  const { actions } = afterwards(
    (row) => [row],
    tables.domains.filter(({ user_id }) => user_id !== 1),
  );
  expect(actions.map(({ subject }) => subject)).toEqual([NAME]);
});

test('a row that is as it was is none, nor is a deleted one of which no set is there', () => {
  expect(afterwards((row) => [row]).actions).toEqual([]);
  const gone = planV1(sourceOf(tables, 0), { ...survey(), migrated: MIGRATED }, choices());
  expect(
    gone.accounts.flatMap(({ findings }) => findings).filter(({ kind }) => kind === 'still_hosted'),
  ).toEqual([]);
});

test('the counts of a plan add up to the rows of users', () => {
  const users = [...tables.users, { ...tables.users[0], id: 800, username: 'oddrole', role: 'boss' }];
  const plan = { ...savedPlan(), ...planV1(sourceOf({ ...tables, users }, 0), survey(), choices()) };
  const { write, held, skipped, unreadable } = countsOf(plan);
  expect(unreadable).toBe(1);
  expect(write + held + skipped + unreadable).toBe(users.length);
});
