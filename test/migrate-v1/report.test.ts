// The report that is signed: complete, in one order, and nothing in a row can write on the page or the terminal.

import { expect, test } from 'vitest';
import { SavedPlan } from '../../migrate-v1/plan/plan-file.ts';
import { html } from '../../migrate-v1/report/markup.ts';
import { reportOf } from '../../migrate-v1/report/report.ts';
import { reportHtml } from '../../migrate-v1/report/report-html.ts';
import { migrationReportText } from '../../migrate-v1/report/report-text.ts';
import { savedPlan } from './planned.ts';
import { PANEL_HASH } from './v1-database.ts';

const NOTHING = {
  backup: undefined,
  laterBackup: undefined,
  written: undefined,
  verification: undefined,
  dropped: undefined,
};
const plan = savedPlan();
const report = reportOf({ ...NOTHING, plan, host: 'web1', made: '2026-01-02T00:00:00Z' });

test('counts come first and are those of the plan', () => {
  const text = migrationReportText(report);
  expect(text).toMatch(/^Migration from the V1 panel\n=+\nHost {2,}web1\n/);
  const counts = Object.fromEntries(report.counts.map(({ label, value }) => [label.trim(), Number(value)]));
  expect(counts).toMatchObject({ 'Rows of users': plan.accounts.length });
  expect(counts['Accounts to write']).toBe(Object.keys(plan.files).length);
  expect(text.indexOf('Counts')).toBeLessThan(text.indexOf('Several or no primary domain'));
});

test('every finding stands in text and page with account, what, why and proposal', () => {
  const text = migrationReportText(report);
  const page = reportHtml(report);
  const findings = plan.accounts.flatMap(({ findings }) => findings);
  expect(findings.length).toBeGreaterThan(15);
  for (const { what, why, proposal } of findings)
    for (const words of [what, why, proposal]) {
      expect(text).toContain(words);
      expect(page).toContain(html`${words}`.markup);
    }
  expect(report.groups.flatMap((group) => group.findings)).toHaveLength(
    findings.length + plan.general.length,
  );
});

test('the same plan makes the same report, byte for byte', () => {
  const again = reportOf({ ...NOTHING, plan: savedPlan(), host: 'web1', made: '2026-01-02T00:00:00Z' });
  expect(migrationReportText(again)).toBe(migrationReportText(report));
  expect(reportHtml(again)).toBe(reportHtml(report));
});

test('the report has verification and refusals to write account by account', () => {
  const verification = {
    verified_at: '2026-01-03T00:00:00Z',
    digest: plan.digest,
    sets: '',
    passed: false,
    accounts: [
      { username: 'usual0001', ok: true, row: [], set: [], host: [] },
      {
        username: 'usual0002',
        ok: false,
        row: ['the status is not what V1 says'],
        set: [],
        host: ['it is failed'],
      },
    ],
  };
  const written = {
    written_at: '2026-01-03T00:00:00Z',
    accounts: [{ username: 'usual0003', outcome: 'refused' as const, why: 'it was there' }],
  };
  const { accounts, counts } = reportOf({ ...NOTHING, plan, verification, written, host: '', made: '' });
  const result = (name: string) => accounts.find(({ username }) => username === name);
  expect(result('usual0001')).toMatchObject({ result: 'verified', remarks: [] });
  expect(result('usual0002')).toMatchObject({
    result: 'differs',
    remarks: ['the status is not what V1 says', 'it is failed'],
  });
  expect(result('usual0003')).toMatchObject({ result: 'planned', remarks: ['it was there'] });
  expect(result('gone')?.result).toBe('skipped');
  expect(counts).toContainEqual({ label: 'Accounts that differ', value: '1' });
});

test('a hostile row writes neither on the page nor on the terminal, and no secret is on either', () => {
  const users = [
    '<img src=x onerror=alert(1)>',
    '"><script>',
    "' onload='x",
    '\u001b]0;title\u0007',
    'line\nbreak',
    '\u202egnp.exe',
  ];
  const accounts = users.map((username) => ({
    ...(plan.accounts[0] ?? expect.fail()),
    username,
    findings: [
      {
        kind: 'username' as const,
        blocks: true,
        accepted: false,
        subject: username,
        what: username,
        why: username,
        proposal: username,
        changes: [],
      },
    ],
  }));
  const hostile = reportOf({ ...NOTHING, plan: { ...plan, accounts }, host: '', made: '' });
  const page = reportHtml(hostile);
  expect(page.match(/<(?:script|img)/g)).toBeNull();
  expect(page).not.toMatch(/<[a-z][^>]*\son[a-z]+=/);
  for (const text of [page, migrationReportText(hostile)])
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(migrationReportText(hostile)).not.toMatch(/^break/m);
  for (const text of [page, migrationReportText(hostile), reportHtml(report)])
    expect(text).not.toContain(PANEL_HASH);
});

test('the page loads nothing from elsewhere and has a place to sign', () => {
  const page = reportHtml(report);
  expect(page).not.toMatch(/(?:src|href)=|@import|url\(/);
  expect(page).toMatch(/<div>Name<\/div><div>Signature<\/div><div class="date">Date<\/div>/);
  const opened = [
    ...page.matchAll(/<(table|tbody|thead|tr|td|th|div|h[123]|small|span|style|body|html|head)\b/g),
  ];
  const closed = [
    ...page.matchAll(/<\/(table|tbody|thead|tr|td|th|div|h[123]|small|span|style|body|html|head)>/g),
  ];
  expect(closed.length).toBe(opened.length);
});

test('on a narrow screen the tables are stacked, and each cell of a table with several columns says what it is', () => {
  const page = reportHtml(report);
  expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  const [, narrow = ''] = /@media screen and \(max-width: 40rem\) \{(.*?)\n\}/s.exec(page) ?? [];
  expect(narrow).toMatch(/^ {2}table, tbody, tr, th, td \{ display: block; width: auto; \}$/m);
  expect(narrow).toContain('td[data-label]::before { content: attr(data-label)');
  expect(page).toMatch(/\nth, td \{[^}]*overflow-wrap: anywhere/);
  const [, accounts = ''] = page.split('<h2>Accounts</h2>');
  const [, row = ''] = /<tbody>\n<tr>(.*?)<\/tr>/s.exec(accounts) ?? [];
  const cells = [...row.matchAll(/<td([^>]*)>/g)].map(([, attributes]) => attributes ?? '');
  // The first two are the name and its result, which speak for themselves.
  expect(cells.slice(2).filter((attributes) => !attributes.includes('data-label='))).toEqual([]);
  expect(cells).toHaveLength(7);
});

test('a plan is read back as it was saved', () => {
  expect(SavedPlan.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
});
