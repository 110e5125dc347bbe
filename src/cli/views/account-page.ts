// One account in full: the reason for its phase, its revisions, its resources, and the latest events.

import { isGoodCondition } from '../../model/status/condition.ts';
import type { AccountAnswer } from '../../status/answers/account-answer.ts';
import type { EventAnswer } from '../../status/answers/event-answer.ts';
import type { StatsAnswer } from '../../status/routes/stats.ts';
import { ago, shortRevision } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { type TableOptions, table } from '../terminal/table.ts';
import { safe, safeLines, type Terminal } from '../terminal/terminal.ts';
import { explainAccount } from './account-sentences.ts';
import { eventLine } from './event-line.ts';
import { paintPhase } from './phases.ts';
import { useTable } from './use-table.ts';

/** A resource that the host cannot provide is not the account's fault, so it is not red. */
const STYLES: Readonly<Record<string, 'green' | 'dim'>> = {
  in_sync: 'green',
  pending: 'dim',
  unavailable: 'dim',
};

export interface AccountPage {
  readonly account: AccountAnswer;
  readonly events: readonly EventAnswer[];
  readonly use: StatsAnswer | null;
  readonly now: number;
}

export function accountPageText(
  { account, events, use, now }: AccountPage,
  { terminal, screen }: { terminal: Terminal; screen: Screen },
): string {
  const { username, phase, status, primary_domain, domains, uid, revisions, applied_at } = account;
  const title = (text: string) => `\n${terminal.paint('bold', text)}\n`;
  const options = { terminal, width: screen.columns };
  const others = domains.length > 1 ? ` and ${domains.length - 1} more` : '';
  const parts = [
    `${terminal.paint('bold', username)}  ${paintPhase(terminal, phase)}${status === null ? '' : `, ${status}`}\n`,
    `${primary_domain === null ? '' : `${safe(primary_domain)}${others}, `}uid ${uid ?? 'unknown'}\n\n`,
    ...explainAccount(account, now).map((line) => `${safeLines(line, '    ')}\n`),
    title('Revisions'),
    `  desired    ${shortRevision(revisions.desired)}\n`,
    ...(revisions.attempted === revisions.desired || revisions.attempted === null
      ? []
      : [`  attempted  ${shortRevision(revisions.attempted)}\n`]),
    `  applied    ${shortRevision(revisions.applied)}  ${applied_at === null ? '' : ago(applied_at, now)}\n`,
  ];
  if (account.conditions.length > 0) parts.push('\n', conditionsTable(account, now, options));
  if (account.resources.length > 0) {
    const rows = table(
      account.resources,
      [
        { title: 'RESOURCE', text: ({ kind }) => kind },
        {
          title: 'STATE',
          text: ({ state }) => state,
          paint: ({ state }, text) => terminal.paint(STYLES[state] ?? 'red', text),
        },
        { title: 'SINCE', text: ({ changed_at }) => ago(changed_at, now) },
        { title: 'MESSAGE', text: ({ message }) => message.split('\n')[0] ?? '' },
      ],
      options,
    );
    parts.push('\n', rows);
  }
  if (use !== null) parts.push('\n', useTable(use, options));
  if (events.length > 0) {
    parts.push(title('Latest events'));
    parts.push(...events.map((event) => `${eventLine(event, { terminal, now, width: screen.columns })}\n`));
  }
  return parts.join('');
}

function conditionsTable({ conditions }: AccountAnswer, now: number, options: TableOptions): string {
  return table(
    conditions,
    [
      { title: 'CONDITION', text: ({ type }) => type },
      {
        title: 'STATUS',
        text: ({ status }) => status,
        paint: ({ type, status }, text) =>
          options.terminal.paint(isGoodCondition(type, status) ? 'green' : 'yellow', text),
      },
      { title: 'REASON', text: ({ reason }) => reason },
      { title: 'SINCE', text: ({ last_transition_at }) => ago(last_transition_at, now) },
      { title: 'MESSAGE', text: ({ message }) => message.split('\n')[0] ?? '' },
    ],
    options,
  );
}
