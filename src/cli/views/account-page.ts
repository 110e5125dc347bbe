// One account in full: the reason for its phase, its revisions, its resources, and the latest events.

import { isGoodCondition } from '../../model/status/condition.ts';
import type { AccountAnswer } from '../../status/answers/account-answer.ts';
import type { EventAnswer } from '../../status/answers/event-answer.ts';
import type { StatsAnswer } from '../../status/routes/stats.ts';
import { ago, shortRevision } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { type TableOptions, table } from '../terminal/table.ts';
import { safe, type Terminal } from '../terminal/terminal.ts';
import { explainAccount, sentencesText } from './account-sentences.ts';
import { eventLine } from './event-line.ts';
import { paintPhase } from './phases.ts';
import { useTable } from './use-table.ts';

const STYLES: Readonly<Record<string, 'green' | 'dim' | 'yellow'>> = {
  in_sync: 'green',
  pending: 'dim',
  unavailable: 'yellow',
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
    sentencesText(explainAccount(account, now), screen.columns),
    ...(phase === 'retired'
      ? []
      : [
          title('Revisions'),
          `  desired    ${shortRevision(revisions.desired)}\n`,
          ...(revisions.attempted === revisions.desired || revisions.attempted === null
            ? []
            : [`  attempted  ${shortRevision(revisions.attempted)}\n`]),
          `  applied    ${shortRevision(revisions.applied)}  ${applied_at === null ? '' : ago(applied_at, now)}\n`,
        ]),
  ];
  if (account.conditions.length > 0) parts.push('\n', conditionsTable(account, now, options));
  // Of a retired account they are as they were before it was withdrawn.
  if (account.resources.length > 0 && phase !== 'retired') {
    const rows = table(
      account.resources,
      [
        { title: 'RESOURCE', text: ({ kind }) => kind },
        {
          title: 'STATE',
          text: ({ state }) => state,
          // What the host does not provide is no fault of the account.
          paint: ({ state, of_host }, text) =>
            terminal.paint(of_host === true ? 'dim' : (STYLES[state] ?? 'red'), text),
        },
        { title: 'SINCE', text: ({ changed_at }) => ago(changed_at, now) },
        {
          title: 'MESSAGE',
          text: ({ message, of_host }) =>
            of_host === true ? 'not on this host; see: jopanel doctor' : (message.split('\n')[0] ?? ''),
        },
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
