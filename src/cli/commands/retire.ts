// `jopanel retire --confirm USER…|--all`: retires accounts whose folder is gone and that a guard holds.

import { z } from 'zod';
import type { Command, Invocation } from '../command-line/command.ts';
import { allAccounts } from '../daemon/all-accounts.ts';
import { askDaemon } from '../daemon/control-client.ts';
import { statusClient } from '../daemon/status-client.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { hostSettings } from '../settings/host-settings.ts';
import { safe } from '../terminal/terminal.ts';

export const RetireOutput = z.object({
  retired: z.array(z.string()),
  refused: z.record(z.string(), z.string()),
});

export const retire: Command = {
  name: 'retire',
  summary: 'withdraw accounts whose folder is gone though a guard holds them',
  description: `When more accounts vanish at once than the settings allow, or the users folder itself looks wrong,
nothing is retired until you say that it is meant. This says it: web, PHP, SSH, cron, FTP and apps of
these accounts are withdrawn, their users locked, their processes ended. Homes and uids stay. An account
whose folder is there is refused.`,
  positionals: [{ name: 'USER', kind: 'account', optional: true, many: true }],
  options: {
    confirm: { help: 'that it is meant; without it, only shows whom it would be' },
    all: { help: 'everyone whose folder is gone' },
  },
  examples: [
    { line: 'jopanel retire --all', help: 'shows whom it would be' },
    { line: 'jopanel retire --confirm joko anna', help: 'does it for these two' },
  ],
  root: true,
  output: async () => RetireOutput,
  async run(invocation) {
    const { positionals, flag, terminal, json } = invocation;
    if (flag('all') === positionals.length > 0) return { wrongUsage: 'name the accounts, or give --all' };
    const usernames = await wanted(invocation);
    if (typeof usernames === 'string') return failed(invocation, usernames);
    if (usernames.length === 0) {
      if (json) printJson(invocation, { retired: [], refused: {} });
      else terminal.out('Nobody has lost their folder; there is nothing to retire.\n');
      return 0;
    }
    if (!flag('confirm'))
      return failed(
        invocation,
        `this would withdraw ${usernames.join(', ')}\nif it is meant: jopanel retire --confirm ${flag('all') ? '--all' : usernames.join(' ')}`,
      );
    const answer = await askDaemon(hostSettings(), { kind: 'retire', usernames: [...usernames] });
    if (answer.state !== 'answered') return failed(invocation, noAnswer(answer));
    const retired = usernames.filter((username) => !answer.refused.has(username));
    if (json) printJson(invocation, { retired, refused: Object.fromEntries(answer.refused) });
    for (const username of json ? [] : retired) terminal.out(`${username} is retired; its home stays.\n`);
    for (const [username, why] of answer.refused)
      terminal.err(`jopanel: ${username} is not retired: ${safe(why)}\n`);
    return answer.refused.size === 0 ? 0 : 1;
  },
};

async function wanted(invocation: Invocation): Promise<readonly string[] | string> {
  if (!invocation.flag('all')) return invocation.positionals;
  const everyone = await allAccounts(await statusClient(invocation));
  if (!everyone.ok) return everyone.message;
  return everyone.value
    .filter(({ vanished_at, retired_at }) => vanished_at !== null && retired_at === null)
    .map(({ username }) => username);
}

export function noAnswer(
  answer: { readonly state: 'no-daemon' } | { readonly state: 'failed'; readonly message: string },
): string {
  if (answer.state === 'failed') return answer.message;
  return 'jopaneld does not run, and this is its work\nstart it: systemctl start jopaneld';
}
