// `jopanel status [USER]`: shows the current state.

import { z } from 'zod';
import { systemClock } from '../../host/clock.ts';
import { AccountAnswer } from '../../status/answers/account-answer.ts';
import { EventAnswer, EventsAnswer } from '../../status/answers/event-answer.ts';
import { StatsAnswer } from '../../status/routes/stats.ts';
import type { Command, CommandResult, Invocation } from '../command-line/command.ts';
import { loadOverview, Overview } from '../daemon/load-overview.ts';
import { type StatusClient, statusClient } from '../daemon/status-client.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { accountPageText } from '../views/account-page.ts';
import { overviewText } from '../views/overview.ts';

const LAST_EVENTS = '10';

const StatusOutput = z.union([
  Overview,
  z.object({ account: AccountAnswer, events: z.array(EventAnswer), use: StatsAnswer.nullable() }),
]);

export const status: Command = {
  name: 'status',
  summary: 'show all accounts, the worst first, or one in full',
  description: `Shows the daemon and every account, first those that need attention. With USER, shows that account
alone: the reason for its phase, its revisions, its resources, its use beside its limits, and its latest events. While no
daemon runs, it shows the last state that the journal has, and ends with 1.`,
  positionals: [{ name: 'USER', kind: 'account', optional: true }],
  options: {
    all: { help: 'show every account, even beyond the screen' },
    phase: {
      value: 'PHASE',
      kind: [
        'failed',
        'quarantined',
        'invalid',
        'held',
        'applying',
        'pending',
        'applied',
        'retiring',
        'retired',
      ],
      help: 'only accounts in this phase',
    },
  },
  examples: [
    { line: 'jopanel status', help: 'all accounts, the worst first' },
    { line: 'jopanel status joko', help: 'one account in full' },
    { line: 'jopanel --json status --phase failed', help: 'for a program' },
  ],
  output: async () => StatusOutput,
  async run(invocation) {
    const client = await statusClient(invocation);
    const [username] = invocation.positionals;
    return username === undefined ? allOf(invocation, client) : one(invocation, client, username);
  },
};

async function allOf(invocation: Invocation, client: StatusClient): Promise<CommandResult> {
  const { terminal, screen, json, text, flag } = invocation;
  const phase = text('phase');
  const overview = await loadOverview(client, phase === undefined ? {} : { phase });
  const now = systemClock.now();
  if (!overview.ok) {
    const exit = failed(invocation, overview.message);
    if (overview.why !== 'absent' || json) return exit;
    const offline = await statusClient({ socket: invocation.socket, offline: true });
    const last = await loadOverview(offline, phase === undefined ? {} : { phase });
    if (last.ok)
      terminal.out(overviewText(last.value, { terminal, screen, now, all: flag('all'), isOffline: true }));
    return exit;
  }
  if (json) printJson(invocation, overview.value);
  else terminal.out(overviewText(overview.value, { terminal, screen, now, all: flag('all') }));
  return 0;
}

async function one(invocation: Invocation, client: StatusClient, username: string): Promise<CommandResult> {
  const path = `/v1/users/${encodeURIComponent(username)}`;
  const account = await client.get(path, AccountAnswer);
  if (!account.ok) {
    const exit = failed(invocation, account.message);
    if (account.why !== 'absent' || invocation.json) return exit;
    const offline = await statusClient({ socket: invocation.socket, offline: true });
    const last = await offline.get(path, AccountAnswer);
    const latest = await offline.get(`${path}/events?last=${LAST_EVENTS}`, EventsAnswer);
    if (last.ok && latest.ok) {
      const page = { account: last.value, events: latest.value.events, use: null };
      invocation.terminal.out('The last known state, from the journal:\n');
      invocation.terminal.out(accountPageText({ ...page, now: systemClock.now() }, invocation));
    }
    return exit;
  }
  const events = await client.get(`${path}/events?last=${LAST_EVENTS}`, EventsAnswer);
  if (!events.ok) return failed(invocation, events.message);
  // There are none of an account that was never accepted.
  const stats = await client.get(`${path}/stats`, StatsAnswer);
  const page = { account: account.value, events: events.value.events, use: stats.ok ? stats.value : null };
  if (invocation.json) printJson(invocation, page);
  else invocation.terminal.out(accountPageText({ ...page, now: systemClock.now() }, invocation));
  return 0;
}
