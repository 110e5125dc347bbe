// The daemon and its accounts on one screen, the worst first.

import type { AccountAnswer } from '../../status/answers/account-answer.ts';
import type { StatusAnswer } from '../../status/answers/status-answer.ts';
import { accountCounts } from '../../status/answers/summary-line.ts';
import { VERSION } from '../../version.ts';
import type { Overview } from '../daemon/load-overview.ts';
import { count, duration, epochMs } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { table } from '../terminal/table.ts';
import { safe, type Terminal } from '../terminal/terminal.ts';
import { wrapLine } from '../terminal/wrap.ts';
import { byWorst, degradationOf, isWell, paintPhase } from './phases.ts';

interface OverviewOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly terminal: Terminal;
  readonly screen: Screen;
  /** Show all accounts, even those that do not fit on the screen. */
  readonly all: boolean;
  /** Read from the journal, because no daemon runs. */
  readonly isOffline?: boolean;
}

export const NO_ACCOUNTS = 'There are no accounts yet. Create one: jopanel user create --help\n';

/** Lines other than rows: the heading, an empty line, the count of hidden rows, where to read on, the shell's prompt. */
const SPARE_ROWS = 6;

export function overviewText({ daemon, users }: Overview, options: OverviewOptions): string {
  const { terminal, screen, now, all } = options;
  const above = [
    ...(options.isOffline === true
      ? ['The last known state, from the journal:', accountCounts(daemon)]
      : daemonLines(daemon, now, terminal)),
    ...mirrorLines(daemon, now, terminal),
    ...heldLines(daemon, terminal),
  ];
  const sorted = users.toSorted(byWorst);
  const isCut = !all && screen.rows !== undefined;
  const room = isCut ? Math.max(screen.rows - above.length - SPARE_ROWS, 3) : sorted.length;
  const hidden = sorted.slice(room);
  const more = hidden.length === 0 ? '' : `${moreLine(hidden)}\n`;
  return `${above.map((line) => `${wrapLine(line, screen.columns)}\n`).join('')}\n${rowsText(sorted.slice(0, room))}${more}`;

  function rowsText(shown: readonly AccountAnswer[]): string {
    if (shown.length === 0)
      return daemon.accounts.total === 0 ? NO_ACCOUNTS : 'No accounts are in this phase.\n';
    const text = table(
      shown,
      [
        { title: 'ACCOUNT', text: ({ username }) => username },
        {
          title: 'PHASE',
          text: (user) => (degradationOf(user) === undefined ? user.phase : 'degraded'),
          paint: (user, text) =>
            degradationOf(user) === undefined
              ? paintPhase(terminal, user.phase, text)
              : terminal.paint('yellow', text),
        },
        { title: 'STATUS', text: ({ status }) => status ?? '-' },
        { title: 'SINCE', text: (user) => since(user, now) },
        { title: 'DOMAIN', text: ({ primary_domain }) => primary_domain ?? '-' },
        { title: 'MESSAGE', text: messageOf },
      ],
      { terminal, width: screen.columns },
    );
    if (screen.columns === undefined) return text;
    const cut = shown.filter((user) => !text.includes(safe(messageOf(user))));
    const [first] = cut;
    if (first === undefined) return text;
    // Of the others in this phase the same is often the case.
    const other = cut.find(({ phase }) => phase !== first.phase);
    const also = other === undefined ? '' : `, jopanel explain ${other.username}`;
    return `${text}In full: jopanel explain ${first.username}${also}\n`;
  }
}

function daemonLines(daemon: StatusAnswer, now: number, terminal: Terminal): string[] {
  const { queue, services } = daemon;
  const pending = services.filter(({ in_sync }) => !in_sync).map(({ service }) => service);
  const work = queue.dirty + queue.processing;
  const state = daemon.ready ? '' : `, ${terminal.paint('yellow', 'the first pass is running')}`;
  return [
    `jopaneld ${daemon.version}, up ${duration(now - epochMs(daemon.started_at))}${state}`,
    ...(daemon.version === VERSION ? [] : [terminal.paint('yellow', otherVersion(daemon.version))]),
    accountCounts(daemon),
    ...(work + queue.waiting === 0 ? [] : [`queue: ${work} to do, ${queue.waiting} waiting for a retry`]),
    ...(pending.length === 0 ? [] : [terminal.paint('yellow', `reload pending: ${pending.join(', ')}`)]),
  ];
}

function otherVersion(version: string): string {
  return `this command has version ${VERSION}, and the daemon ${version}: systemctl restart jopaneld`;
}

/** A shorter lag is normal and is not shown. */
const LAG_SECONDS = 5;

function mirrorLines({ mirror }: StatusAnswer, now: number, terminal: Terminal): string[] {
  if (mirror === null) return [];
  const { state, lag, last_error } = mirror;
  const behind = `${count(lag.events, 'entry', 'entries')} behind`;
  if (last_error !== null) {
    const since = duration(Math.max(now - epochMs(last_error.since), 0));
    const why = `${safe(last_error.message)}${last_error.remedy === '' ? '' : `; ${last_error.remedy}`}`;
    return [terminal.paint('yellow', `MariaDB mirror down for ${since}, ${behind}: ${why}`)];
  }
  return lag.seconds < LAG_SECONDS ? [] : [`MariaDB mirror ${behind} (${state.replace('_', ' ')})`];
}

/** Quarantines are left out: the account's own row shows them. */
function heldLines({ held }: StatusAnswer, terminal: Terminal): string[] {
  return held
    .filter(({ what }) => what !== 'quarantine')
    .map(({ what, account, subject, reason }) => {
      const owner = account === null ? '' : ` of ${account}`;
      return terminal.paint('yellow', `${what} ${subject}${owner}: ${safe(reason)}`);
    });
}

function since(user: AccountAnswer, now: number): string {
  const times = user.conditions.map(({ last_transition_at }) => epochMs(last_transition_at));
  const newest = Math.max(...times, user.applied_at === null ? 0 : epochMs(user.applied_at));
  return newest <= 0 ? '-' : duration(Math.max(now - newest, 0));
}

/** One line about what is wrong; empty for an account without trouble. */
function messageOf(user: AccountAnswer): string {
  const { phase, problems, last_error } = user;
  const [problem] = problems;
  if (problem !== undefined) {
    const rest = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
    const line = problem.line === null ? '' : `:${problem.line}`;
    const place = `${problem.file}${line}${problem.pointer === '' ? '' : ` ${problem.pointer}`}: `;
    // The folder itself is what the row is about.
    return `${problem.file === '.' ? '' : place}${problem.message}${problem.remedy === '' ? '' : `; ${problem.remedy}`}${rest}`;
  }
  const degraded = degradationOf(user);
  if (degraded !== undefined) return degraded.split('\n')[0] ?? '';
  return isWell(phase) ? '' : (last_error?.split('\n')[0] ?? '');
}

function moreLine(hidden: readonly AccountAnswer[]): string {
  const bad = hidden.filter((user) => !isWell(user.phase) || degradationOf(user) !== undefined).length;
  const what = bad === 0 ? 'all of them up to date' : `${bad} of them not up to date`;
  return `… and ${count(hidden.length, 'more account')}, ${what}: jopanel status --all`;
}
