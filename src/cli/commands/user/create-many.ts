// `jopanel user create --from FILE`: creates the accounts of a list, all checked before the first is written.

import PQueue from 'p-queue';
import { z } from 'zod';
import { type ListProblem, parseAccountList } from '../../../desired/account-list.ts';
import { createSet } from '../../../desired/create-set.ts';
import { readPlainFile } from '../../../host/files/read-plain-file.ts';
import { type DesiredState, openDesiredState } from '../../change/desired-state.ts';
import { DEFAULT_TIMEOUT_S } from '../../change/finish.ts';
import type { ExitCode, Invocation } from '../../command-line/command.ts';
import { statusClient } from '../../daemon/status-client.ts';
import { waitAllApplied } from '../../daemon/wait-all-applied.ts';
import { failureValue } from '../../output/failure-value.ts';
import { showProgress } from '../../output/progress.ts';
import { failed, printJson } from '../../output/report-failure.ts';
import { count } from '../../terminal/format.ts';
import { readStandardInput } from '../../terminal/prompt.ts';
import { safe } from '../../terminal/terminal.ts';
import { type PlannedAccounts, packagesOf, planAccounts } from './plan-accounts.ts';

export const CreatedManyOutput = z.object({
  accounts: z.array(
    z.object({
      line: z.int(),
      username: z.string(),
      result: z.enum(['created', 'exists', 'failed']).meta({
        description: 'exists: the list was given before, and the account is as the list says.',
      }),
      uid: z.int().nullable(),
      revision: z.string().nullable(),
      applied: z.boolean().nullable().meta({ description: 'null: the command did not wait.' }),
      message: z.string().describe('Why it failed, or was not applied; otherwise empty.'),
    }),
  ),
});
type Created = z.infer<typeof CreatedManyOutput>['accounts'][number];

/** Each writer waits for the disk most of the time. */
const WRITERS = 32;
const ID_LOCK_WAIT_MS = 10_000;

export async function createMany(invocation: Invocation, source: string): Promise<ExitCode> {
  const file =
    source === '-' ? { ok: true as const, text: await readStandardInput() } : readPlainFile(source);
  if (!file.ok) return failed(invocation, `${source} cannot be read (${file.code})`);
  const list = parseAccountList(file.text);
  if (!list.ok) return refuse(invocation, source, list.problems);
  const state = await openDesiredState();
  const packages = await packagesOf(list.accounts, state);
  if (Array.isArray(packages)) return refuse(invocation, source, packages);
  const locked = await state.users.withIdLock({ waitMs: ID_LOCK_WAIT_MS }, async () => {
    const planned = await planAccounts(list.accounts, packages, state);
    return planned.ok ? { ok: true as const, created: await write(invocation, state, planned) } : planned;
  });
  if (!locked.ok) return failed(invocation, `${locked.why}\ntry again in a moment`);
  if (!locked.value.ok) return refuse(invocation, source, locked.value.problems);
  const { created } = locked.value;
  return report(invocation, invocation.flag('wait') ? await waited(invocation, created) : created);
}

async function write(
  invocation: Invocation,
  { users, facts }: DesiredState,
  { planned, existing }: PlannedAccounts,
): Promise<Created[]> {
  const progress = showProgress(invocation);
  const queue = new PQueue({ concurrency: WRITERS });
  const results: Created[] = existing.map((account) => ({
    ...account,
    result: 'exists',
    applied: null,
    message: '',
  }));
  await queue.addAll(
    planned.map(({ listed: { username, line }, files, account }) => async () => {
      const made = await createSet(users, username, files, { facts });
      const why = made.ok ? '' : 'why' in made ? made.why : 'the set would be invalid';
      results.push({
        line,
        username,
        result: made.ok ? 'created' : 'failed',
        uid: made.ok ? account.account.uid : null,
        revision: made.ok ? made.account.revision : null,
        applied: null,
        message: why,
      });
      progress.report('accounts', results.length);
    }),
  );
  progress.end();
  return results.sort((a, b) => a.line - b.line);
}

async function waited(invocation: Invocation, accounts: readonly Created[]): Promise<Created[]> {
  const progress = showProgress(invocation);
  const revisions = new Map(
    accounts.flatMap(({ username, revision }) => (revision === null ? [] : [[username, revision] as const])),
  );
  const timeoutMs = Number(invocation.text('timeout') ?? DEFAULT_TIMEOUT_S) * 1000;
  const outcomes = await waitAllApplied(await statusClient(invocation), { revisions, timeoutMs }, (done) =>
    progress.report('accounts', done),
  );
  progress.end();
  return accounts.map((account) => {
    const outcome = outcomes.get(account.username);
    if (outcome === undefined) return account;
    return { ...account, applied: outcome.ok, message: outcome.ok ? '' : outcome.why };
  });
}

function report(invocation: Invocation, accounts: readonly Created[]): ExitCode {
  const { terminal, json } = invocation;
  const isBad = ({ result, applied }: Created) => result === 'failed' || applied === false;
  const bad = accounts.filter(isBad);
  if (json) printJson(invocation, { accounts });
  else {
    const of = (result: Created['result']) => accounts.filter((account) => account.result === result).length;
    const applied = accounts.filter((account) => account.applied === true).length;
    const parts = [
      `${count(of('created'), 'account')} created`,
      ...(of('exists') === 0 ? [] : [`${of('exists')} existed already`]),
      ...(of('failed') === 0 ? [] : [`${of('failed')} not created`]),
      ...(invocation.flag('wait') ? [`${applied} applied`] : []),
    ];
    terminal.out(`${parts.join(', ')}.\n`);
    for (const { line, username, message } of bad)
      terminal.err(`  line ${line}, ${username}: ${safe(message.replace('\n', '; '))}\n`);
  }
  return bad.length === 0 ? 0 : 1;
}

function refuse(invocation: Invocation, source: string, problems: readonly ListProblem[]): ExitCode {
  const { terminal, json } = invocation;
  const file = source === '-' ? 'standard input' : source;
  const message = `no account was created, because of ${count(problems.length, 'problem')} in ${file}`;
  if (json) {
    const listed = problems.map(({ line, column, ...rest }) => ({
      file: source,
      pointer: column,
      line,
      column: null,
      ...rest,
    }));
    printJson(invocation, { ...failureValue(message), problems: listed });
  }
  terminal.err(`jopanel: ${message}:\n`);
  for (const { line, column, message: what, remedy } of problems)
    terminal.err(
      `  line ${line} ${safe(column)}: ${safe(what)}\n${remedy === '' ? '' : `    ${safe(remedy)}\n`}`,
    );
  return 1;
}
