// `jopanel user delete USER`: removes the folder, so that the account is retired.

import { z } from 'zod';
import { openDesiredState } from '../../change/desired-state.ts';
import type { Command } from '../../command-line/command.ts';
import { askDaemon } from '../../daemon/control-client.ts';
import { CONFIRM_OPTION, confirmName } from '../../output/confirm-name.ts';
import { failed, printJson } from '../../output/report-failure.ts';

const LOCK_WAIT_MS = 5000;

const DeletedOutput = z.object({
  username: z.string(),
  retired: z
    .boolean()
    .meta({ description: 'False: the daemon will do it later, or refused; see the message.' }),
  message: z.string(),
});

export const deleteUser: Command = {
  name: 'delete',
  summary: 'remove the folder of an account, so that it is retired',
  description: `Removes the account's folder, so that the account is retired: web, PHP, SSH, cron, FTP and apps are
withdrawn, the user is locked and its processes are ended. Its home and its uid are kept, and the journal
keeps its files: "jopanel rollback" restores it, "jopanel purge" removes the rest.
The command asks for the name again; --confirm gives it.`,
  positionals: [{ name: 'USER', kind: 'account' }],
  options: CONFIRM_OPTION,
  examples: [{ line: 'jopanel user delete joko', help: 'asks for the name' }],
  root: true,
  output: async () => DeletedOutput,
  async run(invocation) {
    const { positionals, terminal, json } = invocation;
    const [username = ''] = positionals;
    const { users, settings } = await openDesiredState();
    if (users.fingerprint(username) === undefined)
      return failed(invocation, `${username} has no folder in ${users.path}\nsee: jopanel user list`);
    const consequence = `This withdraws everything of ${username}; its home is kept.`;
    if (!(await confirmName(invocation, username, consequence)))
      return failed(
        invocation,
        `${username} was not deleted: its name was not confirmed
run: jopanel user delete ${username} --confirm ${username}`,
      );
    const removed = await users.withLock(username, { waitMs: LOCK_WAIT_MS }, () => users.remove(username));
    if (!removed.ok) return failed(invocation, `${removed.why}\ntry again in a moment`);
    if (!removed.value.ok) return failed(invocation, removed.value.why);

    // The name was typed, so the folder is not gone by accident, and the vanish guard need not hold the account.
    const answer = await askDaemon(settings, { kind: 'retire', usernames: [username] });
    const why = answer.state === 'answered' ? answer.refused.get(username) : undefined;
    const retired = answer.state === 'answered' && why === undefined;
    const message = retired
      ? `${username} is retired: everything is withdrawn, its home is kept.`
      : `The folder of ${username} is gone. ${later(answer.state, why)}`;
    if (json) printJson(invocation, { username, retired, message });
    else terminal.out(`${message}\n`);
    return retired || answer.state === 'no-daemon' ? 0 : 1;
  },
};

function later(state: 'answered' | 'no-daemon' | 'failed', why: string | undefined): string {
  if (state === 'no-daemon') return 'jopaneld is not running; it retires the account when it starts.';
  return `It is not retired yet: ${why ?? 'jopaneld did not answer'}`;
}
