// Formats a plan for a person: the steps with their diffs, the reloads, and a summary.

import type { PlanAnswer, PlannedAccount, PlanStep } from '../../status/answers/plan-answer.ts';
import { count } from '../terminal/format.ts';
import { safe, type Terminal } from '../terminal/terminal.ts';
import { NO_ACCOUNTS } from './overview.ts';

const SIGNS = { create: '+', change: '~', remove: '-', replace: '-/+' } as const;
const STYLES = { create: 'green', change: 'yellow', remove: 'red', replace: 'yellow' } as const;

export function planText(plan: PlanAnswer, terminal: Terminal): string {
  const { accounts, reloads, in_sync } = plan;
  if (accounts.length + in_sync === 0) return NO_ACCOUNTS;
  if (accounts.length === 0) return `${terminal.paint('green', 'No changes.')} ${inSync(in_sync)}.\n`;
  const parts = accounts.map((account) => `${accountText(account, terminal)}\n`);
  if (reloads.length > 0) {
    parts.push(`${terminal.paint('bold', 'Reloads')}\n`);
    for (const { service, accounts: affected } of reloads)
      parts.push(`  ${service} reloads once for ${count(affected.length, 'account')}\n`);
    parts.push('\n');
  }
  parts.push(`${summaryLine(plan, terminal)}\n`);
  return parts.join('');
}

function inSync(number: number): string {
  return number === 1 ? '1 account is up to date' : `${number} accounts are up to date`;
}

function accountText(
  { username, lifecycle, steps, blocked, notes, problems }: PlannedAccount,
  terminal: Terminal,
) {
  const shade = lifecycle === 'active' || lifecycle === 'unknown' ? '' : ` (${lifecycle})`;
  const lines = [terminal.paint('bold', `${username}${shade}`)];
  for (const { file, line, pointer, message, remedy } of problems) {
    const place = `${file}${line === null ? '' : `:${line}`} ${pointer}`.trimEnd();
    lines.push(terminal.paint('red', `  ! ${safe(place)}: ${safe(message)}`));
    if (remedy !== '') lines.push(`      ${safe(remedy)}`);
  }
  for (const step of steps) lines.push(...stepLines(step, terminal));
  for (const { resource, message } of blocked)
    lines.push(terminal.paint('red', `  ! ${resource} is blocked: ${safe(message)}`));
  for (const { resource, message } of notes)
    lines.push(terminal.paint('dim', `  i ${resource}: ${safe(message)}`));
  return `${lines.join('\n')}\n`;
}

function stepLines({ resource, change, summary, destructive, diff }: PlanStep, terminal: Terminal): string[] {
  const sign = SIGNS[change].padStart(3);
  const mark = destructive ? ` ${terminal.paint(['red', 'bold'], '(destroys data)')}` : '';
  const lines = [`${terminal.paint(STYLES[change], `${sign} ${resource}`)}  ${safe(summary)}${mark}`];
  if (diff !== null) lines.push(...diffLines(diff.text, terminal));
  return lines;
}

export function diffLines(text: string, terminal: Terminal): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const shown = `      ${safe(line)}`;
      if (line.startsWith('+++') || line.startsWith('---')) return terminal.paint('dim', shown);
      if (line.startsWith('@@')) return terminal.paint('cyan', shown);
      if (line.startsWith('+')) return terminal.paint('green', shown);
      return line.startsWith('-') ? terminal.paint('red', shown) : shown;
    });
}

function summaryLine({ totals, accounts, in_sync }: PlanAnswer, terminal: Terminal): string {
  const { create, change, remove, replace, destructive, blocked, refused } = totals;
  const counts = [
    `${create} to create`,
    `${change} to change`,
    ...(replace > 0 ? [`${replace} to replace`] : []),
    `${remove} to remove`,
  ];
  const rest = [
    `in ${count(accounts.length, 'account')}`,
    ...(in_sync > 0 ? [`${in_sync} up to date`] : []),
    ...(blocked > 0 ? [terminal.paint('red', `${blocked} blocked`)] : []),
    ...(refused > 0 ? [terminal.paint('red', `${refused} refused`)] : []),
    ...(destructive > 0
      ? [terminal.paint(['red', 'bold'], `${count(destructive, 'destructive step')}`)]
      : []),
  ];
  return `${terminal.paint('bold', 'Plan:')} ${counts.join(', ')}; ${rest.join(', ')}.`;
}
