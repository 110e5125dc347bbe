// `jopanel retire --confirm USER…|--all`: retires accounts whose folder is gone and that a guard holds.

import { z } from 'zod';
import type { Command, Invocation } from '../command-line/command.ts';
import { askDaemon } from '../daemon/control-client.ts';
import { fetchAllAccounts } from '../daemon/fetch-all-accounts.ts';
import { statusClient } from '../daemon/status-client.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { hostSettings } from '../settings/host-settings.ts';
import { safe } from '../terminal/terminal.ts';

const RetireOutput = z.object({
  retired: z.array(z.string()),
  refused: z.record(z.string(), z.string()),
});

export const retire: Command = {
  name: 'retire',
  summary: 'retire accounts whose folder is gone and that a guard holds',
  description: `When more accounts vanish at once than the settings allow, or when the users folder itself looks wrong,
a guard holds them: nothing is retired until this command confirms it. Then web, PHP, SSH, cron, FTP and apps of
these accounts are withdrawn, their users are locked, and their processes are ended. Homes and uids are
kept. An account whose folder exists is refused.`,
  positionals: [{ name: 'USER', kind: 'account', optional: true, many: true }],
  options: {
    confirm: { help: 'retire them; without this option the command only lists them' },
    all: { help: 'all accounts whose folder is gone' },
  },
  examples: [
    { line: 'jopanel retire --all', help: 'list the accounts' },
    { line: 'jopanel retire --confirm joko anna', help: 'retire these two' },
  ],
  root: true,
  output: async () => RetireOutput,
  async run(invocation) {
    const { positionals, flag, terminal, json } = invocation;
    if (flag('all') === positionals.length > 0) return { wrongUsage: 'name the accounts, or give --all' };
    const usernames = await requestedUsernames(invocation);
    if (typeof usernames === 'string') return failed(invocation, usernames);
    if (usernames.length === 0) {
      if (json) printJson(invocation, { retired: [], refused: {} });
      else terminal.out('No account has lost its folder; there is nothing to retire.\n');
      return 0;
    }
    if (!flag('confirm'))
      return failed(
        invocation,
        `this would retire ${usernames.join(', ')}\nto retire them, run: jopanel retire --confirm ${flag('all') ? '--all' : usernames.join(' ')}`,
      );
    const answer = await askDaemon(hostSettings(), { kind: 'retire', usernames: [...usernames] });
    if (answer.state !== 'answered') return failed(invocation, noAnswer(answer));
    const retired = usernames.filter((username) => !answer.refused.has(username));
    if (json) printJson(invocation, { retired, refused: Object.fromEntries(answer.refused) });
    for (const username of json ? [] : retired) terminal.out(`${username} is retired; its home is kept.\n`);
    for (const [username, why] of answer.refused)
      terminal.err(`jopanel: ${username} was not retired: ${safe(why)}\n`);
    return answer.refused.size === 0 ? 0 : 1;
  },
};

async function requestedUsernames(invocation: Invocation): Promise<readonly string[] | string> {
  if (!invocation.flag('all')) return invocation.positionals;
  const all = await fetchAllAccounts(await statusClient(invocation));
  if (!all.ok) return all.message;
  return all.value
    .filter(({ vanished_at, retired_at }) => vanished_at !== null && retired_at === null)
    .map(({ username }) => username);
}

export function noAnswer(
  answer: { readonly state: 'no-daemon' } | { readonly state: 'failed'; readonly message: string },
): string {
  if (answer.state === 'failed') return answer.message;
  return 'jopaneld is not running, and only it can do this\nstart it: systemctl start jopaneld';
}
