// `jopanel apply [USER…]`: applies the desired state now, with progress.

import { z } from 'zod';
import { quoted } from '../../model/quoted.ts';
import { AccountAnswer } from '../../status/answers/account-answer.ts';
import type { Command, ExitCode, Invocation } from '../command-line/command.ts';
import { allAccounts } from '../daemon/all-accounts.ts';
import { askDaemon } from '../daemon/control-client.ts';
import { followApply, headOf } from '../daemon/follow-apply.ts';
import { type StatusClient, statusClient } from '../daemon/status-client.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { hostSettings } from '../settings/host-settings.ts';
import { count } from '../terminal/format.ts';
import { safe } from '../terminal/terminal.ts';
import { isWell, paintPhase } from '../views/phases.ts';

export const apply: Command = {
  name: 'apply',
  summary: 'bring accounts where their files want them now, with progress',
  description: `Asks the running daemon to look at these accounts at once, or at everyone, and stays until it has.
What failed before is tried again without waiting. Without a running daemon it does the work itself.
Exit: 0 all applied, 1 something is not.`,
  positionals: [{ name: 'USER', kind: 'account', optional: true, many: true }],
  examples: [
    { line: 'jopanel apply joko', help: 'one account' },
    { line: 'jopanel apply', help: 'everyone' },
  ],
  root: true,
  output: async () => z.object({ users: z.array(AccountAnswer) }),
  async run(invocation) {
    const settings = hostSettings();
    const client = await statusClient(invocation);
    const from = await headOf(client);
    const tell = (line: string): void => {
      if (!invocation.json) invocation.terminal.out(`  ${safe(line)}\n`);
    };
    if (!from.ok && from.why === 'absent' && invocation.socket === undefined) {
      const { applyAlone } = await import('../daemon/apply-alone.ts');
      const past = await statusClient({ socket: invocation.socket, offline: true });
      const done = await applyAlone(settings, invocation, past, tell);
      return told(invocation, past, done);
    }
    if (!from.ok) return failed(invocation, from.message);
    const usernames = await asked(invocation, client);
    if (typeof usernames === 'string') return failed(invocation, usernames);
    const answer = await askDaemon(settings, { kind: 'apply', usernames: [...usernames] });
    if (answer.state === 'failed') return failed(invocation, answer.message);
    if (answer.state === 'no-daemon')
      return failed(
        invocation,
        'the control socket of jopaneld is missing\nrestart it: systemctl restart jopaneld',
      );
    const followed = await followApply(client, usernames, from.value, tell);
    if (!followed.ok) return failed(invocation, followed.message);
    return summary(invocation, followed.value);
  },
};

async function asked({ positionals }: Invocation, client: StatusClient): Promise<readonly string[] | string> {
  if (positionals.length > 0) return positionals;
  const everyone = await allAccounts(client);
  return everyone.ok ? everyone.value.map(({ username }) => username) : everyone.message;
}

/** Reports the requested accounts once the work is done. */
async function told(invocation: Invocation, client: StatusClient, done: boolean): Promise<ExitCode> {
  const everyone = await allAccounts(client);
  if (!everyone.ok) return failed(invocation, everyone.message);
  const { positionals } = invocation;
  const users = everyone.value.filter(
    ({ username }) => positionals.length === 0 || positionals.includes(username),
  );
  const code = summary(invocation, users);
  if (done || code !== 0) return code;
  invocation.terminal.err('jopanel: not everything is done\n  see: jopanel plan\n');
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
        ? `${count(well, 'account')} ${terminal.paint('green', 'as wanted')}.\n`
        : `${well} as wanted, ${terminal.paint('red', `${open.length} not`)}; see: jopanel explain ${open[0]?.username ?? ''}\n`,
    );
  }
  for (const name of unknown) terminal.err(`jopanel: there is no account ${quoted(name)}\n`);
  return open.length + unknown.length === 0 ? 0 : 1;
}
