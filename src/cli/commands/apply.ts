// `jopanel apply [USER…]`: applies the desired state now, with progress.

import { z } from 'zod';
import { quoted } from '../../model/quoted.ts';
import { AccountAnswer } from '../../status/answers/account-answer.ts';
import type { Command, ExitCode, Invocation } from '../command-line/command.ts';
import { askDaemon } from '../daemon/control-client.ts';
import { fetchAllAccounts } from '../daemon/fetch-all-accounts.ts';
import { followApply, journalHead } from '../daemon/follow-apply.ts';
import { type StatusClient, statusClient } from '../daemon/status-client.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { hostSettings } from '../settings/host-settings.ts';
import { count } from '../terminal/format.ts';
import { safe } from '../terminal/terminal.ts';
import { isWell, paintPhase } from '../views/phases.ts';

export const apply: Command = {
  name: 'apply',
  summary: 'apply the desired state of accounts now, with progress',
  description: `Asks the running daemon to process these accounts now, or all accounts, and waits until it has.
Failed accounts are retried at once. When no daemon runs, the command does the work itself.
Exit: 0 all applied, 1 not all applied.`,
  positionals: [{ name: 'USER', kind: 'account', optional: true, many: true }],
  examples: [
    { line: 'jopanel apply joko', help: 'one account' },
    { line: 'jopanel apply', help: 'all accounts' },
  ],
  root: true,
  output: async () => z.object({ users: z.array(AccountAnswer) }),
  async run(invocation) {
    const settings = hostSettings();
    const client = await statusClient(invocation);
    const from = await journalHead(client);
    const report = (line: string): void => {
      if (!invocation.json) invocation.terminal.out(`  ${safe(line)}\n`);
    };
    if (!from.ok && from.why === 'absent' && invocation.socket === undefined) {
      const { applyAlone } = await import('../daemon/apply-alone.ts');
      const past = await statusClient({ socket: invocation.socket, offline: true });
      const done = await applyAlone(settings, invocation, past, report);
      return reportAccounts(invocation, past, done);
    }
    if (!from.ok) return failed(invocation, from.message);
    const usernames = await requestedUsernames(invocation, client);
    if (typeof usernames === 'string') return failed(invocation, usernames);
    const answer = await askDaemon(settings, { kind: 'apply', usernames: [...usernames] });
    if (answer.state === 'failed') return failed(invocation, answer.message);
    if (answer.state === 'no-daemon')
      return failed(invocation, 'the control socket of jopaneld is missing\nrun: systemctl restart jopaneld');
    const followed = await followApply(client, usernames, from.value, report);
    if (!followed.ok) return failed(invocation, followed.message);
    return summary(invocation, followed.value);
  },
};

async function requestedUsernames(
  { positionals }: Invocation,
  client: StatusClient,
): Promise<readonly string[] | string> {
  if (positionals.length > 0) return positionals;
  const all = await fetchAllAccounts(client);
  return all.ok ? all.value.map(({ username }) => username) : all.message;
}

/** Reports the requested accounts once the work is done. */
async function reportAccounts(
  invocation: Invocation,
  client: StatusClient,
  done: boolean,
): Promise<ExitCode> {
  const all = await fetchAllAccounts(client);
  if (!all.ok) return failed(invocation, all.message);
  const { positionals } = invocation;
  const users = all.value.filter(
    ({ username }) => positionals.length === 0 || positionals.includes(username),
  );
  const code = summary(invocation, users);
  if (done || code !== 0) return code;
  invocation.terminal.err('jopanel: not everything is applied\n  see: jopanel plan\n');
  return 1;
}

function summary(invocation: Invocation, users: readonly AccountAnswer[]): ExitCode {
  const { terminal, json, positionals } = invocation;
  const unknown = positionals.filter((name) => !users.some(({ username }) => username === name));
  const open = users.filter(({ phase }) => !isWell(phase));
  if (json) printJson(invocation, { users });
  else if (users.length > 0 || unknown.length === 0) {
    for (const { username, phase, last_error } of open) {
      const why = last_error?.split('\n')[0] ?? '';
      terminal.out(`${username} ${paintPhase(terminal, phase)}: ${safe(why)}\n`);
    }
    const well = users.length - open.length;
    terminal.out(
      open.length === 0
        ? `${count(well, 'account')} ${terminal.paint('green', 'up to date')}.\n`
        : `${well} up to date, ${terminal.paint('red', `${open.length} not`)}; see: jopanel explain ${open[0]?.username ?? ''}\n`,
    );
  }
  for (const name of unknown) terminal.err(`jopanel: there is no account ${quoted(name)}\n`);
  return open.length + unknown.length === 0 ? 0 : 1;
}
