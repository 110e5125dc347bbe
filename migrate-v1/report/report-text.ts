// The report as plain text, for a terminal, a pipe or a mail.

import { printable } from '../../src/model/quoted.ts';
import type { MigrationReport, ReportAccount, ReportGroup, ReportLine } from './report-shape.ts';

export function migrationReportText(report: MigrationReport): string {
  return [
    heading(report.title, '='),
    ...lines(report.facts),
    '',
    heading('Counts'),
    ...lines(report.counts),
    '',
    heading('Steps'),
    ...lines(report.steps),
    '',
    ...groupsText(report.groups),
    heading('What stays as it is'),
    ...lines(report.left),
    '',
    heading('Accounts'),
    ...accountLines(report.accounts),
    '',
    heading('Signed off'),
    'Name: ______________________________   Date: ______________',
    '',
    'Signature: _________________________________________________',
    '',
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** What does not fit alone, as the dry run of a plan shows it. */
export function groupsText(groups: readonly ReportGroup[]): string[] {
  return groups.flatMap(({ title, held, findings }) => [
    heading(
      `${title}: ${findings.length}${held === 0 ? '' : ` (${held} ${held === 1 ? 'account' : 'accounts'} held back)`}`,
    ),
    ...findings.flatMap(({ account, subject, what, why, proposal, blocks, accepted }) => [
      `${account === '' ? '(in general)' : safe(account)}: ${safe(subject)}`,
      `    what      ${safe(what)}`,
      `    why       ${safe(why)}`,
      `    ${blocks ? 'proposal ' : accepted ? 'accepted ' : 'note     '} ${safe(proposal)}`,
    ]),
    '',
  ]);
}

function accountLines(accounts: readonly ReportAccount[]): string[] {
  const width = Math.max(8, ...accounts.map(({ username }) => safe(username).length));
  return accounts.flatMap(({ username, result, uid, user, status, domain, remarks }) => [
    [
      safe(username).padEnd(width),
      result.padEnd(8),
      uid.padStart(6),
      user.padEnd(7),
      status.padEnd(9),
      safe(domain),
    ].join('  '),
    ...remarks.map((remark) => `    ${safe(remark)}`),
  ]);
}

function lines(pairs: readonly ReportLine[]): string[] {
  const width = Math.max(...pairs.map(({ label }) => label.length));
  return pairs.map(({ label, value }) => `${label.padEnd(width)}  ${safe(value)}`);
}

function heading(text: string, mark = '-'): string {
  return `${text}\n${mark.repeat(text.length)}`;
}

/** Names come from the database: none of them may steer a terminal or begin a line. */
function safe(text: string): string {
  return printable(text);
}
