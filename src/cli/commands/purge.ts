// `jopanel purge USER`: archives the home of a retired account and removes the account.

import { z } from 'zod';
import { AccountAnswer } from '../../status/answers/account-answer.ts';
import { EventsAnswer } from '../../status/answers/event-answer.ts';
import type { Command } from '../command-line/command.ts';
import { askDaemon } from '../daemon/control-client.ts';
import { type StatusClient, statusClient } from '../daemon/status-client.ts';
import { CONFIRM_OPTION, confirmName } from '../output/confirm-name.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { hostSettings } from '../settings/host-settings.ts';
import { noAnswer } from './retire.ts';

const PurgeOutput = z.object({
  username: z.string(),
  archive: z.string().nullable().meta({ description: 'Where its home is kept; null: it had none.' }),
});

export const purge: Command = {
  name: 'purge',
  summary: 'archive the home of a retired account and remove the account',
  description: `The account must be retired first ("jopanel user delete"). Its databases are dumped, and the dumps and its
home are packed into the archive folder; then the databases, the home, the Linux user and its group are removed.
The uid is never given to another account. The archive holds the six files too: "jopanel user restore" brings the account back.
The command asks for the name again; --confirm gives it.`,
  positionals: [{ name: 'USER', kind: 'account' }],
  options: CONFIRM_OPTION,
  examples: [{ line: 'jopanel purge joko', help: 'asks for the name' }],
  root: true,
  output: async () => PurgeOutput,
  async run(invocation) {
    const { positionals, terminal, json } = invocation;
    const [username = ''] = positionals;
    const settings = hostSettings();
    const archive_dir = `${settings.state_dir}/archive`;
    const client = await statusClient(invocation);
    const account = await client.get(`/v1/users/${encodeURIComponent(username)}`, AccountAnswer);
    if (!account.ok) return failed(invocation, account.message);
    if (account.value.retired_at === null)
      return failed(invocation, `${username} is not retired\nfirst: jopanel user delete ${username}`);
    const consequence = `This removes the user ${username}, its home and its databases; a copy of them is kept in ${archive_dir}.`;
    if (!(await confirmName(invocation, username, consequence)))
      return failed(
        invocation,
        `${username} was not purged: its name was not confirmed
run: jopanel purge ${username} --confirm ${username}`,
      );
    const answer = await askDaemon(settings, { kind: 'purge', username });
    if (answer.state !== 'answered') return failed(invocation, noAnswer(answer));
    const why = answer.refused.get(username);
    if (why !== undefined) return failed(invocation, `${username} was not purged: ${why}`);
    const archive = await archiveOf(client, username);
    if (json) printJson(invocation, { username, archive });
    else
      terminal.out(
        `${username} is removed; ${archive === null ? 'it had no home' : `its home is kept as ${archive}`}.\n${archive === null ? '' : `To bring it back: jopanel user restore ${username}\n`}`,
      );
    return 0;
  },
};

/** Reads the archive from the journal, because a purged account is not listed any more. */
async function archiveOf(client: StatusClient, username: string): Promise<string | null> {
  const page = await client.get('/v1/events?last=1000', EventsAnswer);
  const purged = page.ok
    ? page.value.events.findLast(({ kind, account }) => kind === 'account.purged' && account === username)
    : undefined;
  return typeof purged?.data.archive === 'string' ? purged.data.archive : null;
}
