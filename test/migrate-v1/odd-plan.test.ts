// Every odd value in every column: a finding of its own row, and the plan of all other users goes on.

import { expect, test } from 'vitest';
import { ACCEPTABLE } from '../../migrate-v1/plan/migration-finding.ts';
import { countsOf } from '../../migrate-v1/plan/plan-file.ts';
import { planV1 } from '../../migrate-v1/plan/plan-v1.ts';
import { reportOf } from '../../migrate-v1/report/report.ts';
import { reportHtml } from '../../migrate-v1/report/report-html.ts';
import { migrationReportText } from '../../migrate-v1/report/report-text.ts';
import { rowsDigest } from '../../migrate-v1/rows/rows-digest.ts';
import { sourceOf } from '../../migrate-v1/rows/source.ts';
import { choices, survey } from './host-survey.ts';
import { oddDatabase, USUAL } from './odd-database.ts';
import { savedPlan } from './planned.ts';

const tables = oddDatabase();

test.each([[[]], [ACCEPTABLE]])('planned with %j accepted, every row of users is counted once', (accept) => {
  const planned = planV1(sourceOf(tables, 0), survey(), choices({ accept: new Set(accept) }));
  const plan = { ...savedPlan(), ...planned };
  const { write, held, skipped, unreadable } = countsOf(plan);
  expect(write + held + skipped + unreadable).toBe(tables.users.length);
  expect(plan.accounts.find(({ username }) => username === USUAL)).toMatchObject({
    state: 'write',
    findings: [],
  });
  for (const { username, state, findings } of plan.accounts.filter((account) => account.state === 'held'))
    expect([username, state, findings.some(({ blocks }) => blocks)]).toEqual([username, state, true]);
  for (const { what, why, proposal } of [
    ...plan.general,
    ...plan.accounts.flatMap(({ findings }) => findings),
  ])
    for (const words of [what, why, proposal])
      expect(words).not.toMatch(/undefined|\[object|Invalid (?:input|option)|NaN/);
});

test('the rows in another order give the same plan and the same digest', () => {
  const reversed = {
    users: tables.users.toReversed(),
    packages: tables.packages.toReversed(),
    domains: tables.domains.toReversed(),
    databases: tables.databases.toReversed(),
    ftp_accounts: tables.ftp_accounts.toReversed(),
  };
  // Rows of one id have no order of their own.
  const unique = (source: ReturnType<typeof sourceOf>) => planV1(source, survey(), choices()).files;
  expect(unique(sourceOf(reversed, 0))).toEqual(unique(sourceOf(tables, 0)));
  const options = { withPasswords: false };
  expect(rowsDigest(reversed, options)).toBe(rowsDigest(tables, options));
});

test('no odd text reaches the report as markup or as a control character, and no hash reaches it at all', () => {
  const plan = {
    ...savedPlan(),
    ...planV1(sourceOf(tables, 0), survey(), choices({ withPasswords: true })),
  };
  const nothing = {
    backup: undefined,
    laterBackup: undefined,
    written: undefined,
    verification: undefined,
    dropped: undefined,
  };
  const report = reportOf({ ...nothing, plan, host: '', made: '' });
  expect(reportHtml(report)).not.toContain('<script>alert');
  for (const text of [reportHtml(report), migrationReportText(report)]) {
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    for (const secret of ['5f4dcc3b', '$1$old', '$2y$10$']) expect(text).not.toContain(secret);
  }
});
