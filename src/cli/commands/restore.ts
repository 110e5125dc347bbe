// `jopanel restore --from-journal USER…|--all`: writes the sets of accounts whose folders are gone again.

import { z } from 'zod';
import { timeNow } from '../../desired/audit-edits.ts';
import { createSet } from '../../desired/create-set.ts';
import { revisionValues } from '../../desired/past-files.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { formatProblem } from '../../model/problem.ts';
import { fileNameOf, type SetFileName } from '../../model/set-files.ts';
import { actor } from '../change/audit.ts';
import { type DesiredState, openDesiredState } from '../change/desired-state.ts';
import type { Command, CommandResult } from '../command-line/command.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { count } from '../terminal/format.ts';
import { safe } from '../terminal/terminal.ts';

const RestoredSetsOutput = z.object({
  restored: z.array(z.string()),
  refused: z.record(z.string(), z.string()),
});

export const restore: Command = {
  name: 'restore',
  summary: 'write the sets of accounts whose folders are gone again, from the journal',
  description: `After an accident with the users folder: writes the last accepted set of each of these accounts, as it was, with
its password and its status. A folder that is there is left alone. It can be given while a guard holds the accounts and
after they were retired. A purged account is brought back from its archive: jopanel user restore USER.`,
  positionals: [{ name: 'USER', kind: 'account', optional: true, many: true }],
  options: {
    'from-journal': { help: 'from the journal', required: true },
    all: { help: 'all accounts whose folder is gone' },
  },
  examples: [
    { line: 'jopanel restore --from-journal --all', help: 'every account whose folder is gone' },
    { line: 'jopanel restore --from-journal joko anna', help: 'these two' },
  ],
  root: true,
  output: async () => RestoredSetsOutput,
  async run(invocation): Promise<CommandResult> {
    const { positionals, flag, terminal, json } = invocation;
    if (!flag('from-journal'))
      return { wrongUsage: '--from-journal is missing; from an archive: jopanel user restore USER' };
    if (flag('all') === positionals.length > 0) return { wrongUsage: 'name the accounts, or give --all' };
    const state = await openDesiredState();
    const { journal } = state;
    if (journal === undefined)
      return failed(
        invocation,
        'there is no readable journal\nuse sudo, and check that jopaneld has run once',
      );
    const usernames = flag('all') ? missing(state, journal) : positionals;
    const restored: string[] = [];
    const refused = new Map<string, string>();
    for (const username of usernames) {
      const why = await writeAgain(state, journal, username);
      if (why === undefined) restored.push(username);
      else refused.set(username, why);
    }
    if (json) printJson(invocation, { restored, refused: Object.fromEntries(refused) });
    else terminal.out(`${count(restored.length, 'set')} written again.\n`);
    for (const [username, why] of refused)
      terminal.err(`jopanel: ${username} was not written: ${safe(why)}\n`);
    return refused.size === 0 ? 0 : 1;
  },
};

function missing({ users }: DesiredState, journal: JournalReader): string[] {
  return [...journal.accounts()]
    .filter(({ purgedAt, desiredRevision }) => purgedAt === null && desiredRevision !== null)
    .map(({ username }) => username)
    .filter((username) => users.fingerprint(username) === undefined);
}

/** @returns why not */
async function writeAgain(
  { users, facts, findClashes }: DesiredState,
  journal: JournalReader,
  username: string,
): Promise<string | undefined> {
  const account = journal.account(username);
  if (account === undefined) return 'there is no account of this name; see: jopanel user list';
  if (account.purgedAt !== null) return `it was purged; run: jopanel user restore ${username}`;
  const text = account.desiredRevision === null ? undefined : journal.revisionText(account.desiredRevision);
  if (text === undefined) return 'the journal has no accepted set of it; put the folder back from a backup';
  const audit = { last_action: 'restore_user', last_actor: actor(), last_time: timeNow() };
  const meta = { schema_version: 1, notes: '', last_applied_revision: null, audit };
  const files = new Map<SetFileName, object>([
    ...[...revisionValues(text)].map(([file, value]) => [fileNameOf(file), value] as const),
    ['meta.json', meta],
  ]);
  const made = await createSet(users, username, files, { facts, findClashes });
  if (made.ok) return undefined;
  if (made.reason === 'invalid') return made.problems.map(formatProblem).join('; ');
  return made.reason === 'gone' ? `${made.why}; run: install -d -m 0700 ${users.path}` : made.why;
}
