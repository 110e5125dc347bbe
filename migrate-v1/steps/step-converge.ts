import type { ExitCode } from '../../src/cli/command-line/command.ts';
import { askDaemon } from '../../src/cli/daemon/control-client.ts';
import { fetchAllAccounts } from '../../src/cli/daemon/fetch-all-accounts.ts';
import { journalHead } from '../../src/cli/daemon/follow-apply.ts';
import { type Answered, type StatusClient, statusClient } from '../../src/cli/daemon/status-client.ts';
import { failed, printJson } from '../../src/cli/output/report-failure.ts';
import { count } from '../../src/cli/terminal/format.ts';
import { safe } from '../../src/cli/terminal/terminal.ts';
import { timeNow } from '../../src/desired/audit-edits.ts';
import { systemClock } from '../../src/host/clock.ts';
import type { AccountAnswer } from '../../src/status/answers/account-answer.ts';
import { toWrite } from '../plan/plan-file.ts';
import type { MigrationContext } from './migration-context.ts';
import { type ProgressReporter, progressReporter } from './progress-reporter.ts';
import { readState, saveReports } from './saved-state.ts';

const EVERY_MS = 500;
/** So long nothing may happen at all; a large account may take minutes. */
const STANDSTILL_MS = 600_000;

export async function stepConverge(migration: MigrationContext): Promise<ExitCode> {
  const { invocation, folder, yes } = migration;
  const { plan, written } = await readState(folder);
  if (plan === undefined || written === undefined)
    return failed(invocation, 'no sets are written yet\nfirst: jopanel migrate v1 write --yes');
  const done = new Set(
    written.accounts.filter(({ outcome }) => outcome !== 'refused').map(({ username }) => username),
  );
  const usernames = toWrite(plan)
    .map(({ username }) => username)
    .filter((username) => done.has(username));
  const wanted = new Map(toWrite(plan).map(({ username, revision }) => [username, revision]));
  const before = await openOf(invocation, usernames);
  if (!before.ok) return failed(invocation, before.message);
  if (yes && before.value.length > 0) {
    const names = before.value.map(({ username }) => username);
    const why = await converge(migration, names, wanted, progressReporter(invocation));
    if (why !== undefined) return failed(invocation, why);
  }
  const after = yes ? await openOf(invocation, usernames) : before;
  if (!after.ok) return failed(invocation, after.message);
  const open = after.value;
  const applied = usernames.length - open.length;
  if (yes) {
    await folder.write('converged.json', { converged_at: timeNow(), applied, open });
    await saveReports(migration);
  }
  return printResult(migration, applied, open);
}

type Open = { readonly username: string; readonly phase: string; readonly why: string }[];

/** Those that are not in force, with why. */
async function openOf(
  { socket }: MigrationContext['invocation'],
  usernames: readonly string[],
): Promise<Answered<Open>> {
  const everyone = await fetchAllAccounts(await statusClient({ socket, offline: true }));
  if (!everyone.ok) return everyone;
  const users = new Map(everyone.value.map((user) => [user.username, user]));
  const value = usernames.flatMap((username) => {
    const user = users.get(username);
    if (isApplied(user)) return [];
    return [{ username, phase: user?.phase ?? 'unknown', why: reasonOf(user) }];
  });
  return { ok: true, value };
}

function printResult({ invocation, yes }: MigrationContext, applied: number, open: Open): ExitCode {
  const { terminal, json } = invocation;
  if (json) printJson(invocation, { step: 'converge', dry_run: !yes, applied, open });
  else if (yes) {
    for (const { username, phase, why } of open)
      terminal.out(`${username} ${terminal.paint('red', phase)}: ${safe(why)}\n`);
    terminal.out(
      `${count(applied, 'account')} in force, ${open.length} not. Next: jopanel migrate v1 verify\n`,
    );
  } else
    terminal.out(
      `${applied} in force; would bring ${count(open.length, 'account')} into force. To do it: add --yes\n`,
    );
  if (open.length === 0) return 0;
  return yes ? 1 : 2;
}

/** By the running daemon, else in this process. @returns why not */
async function converge(
  { invocation, state }: MigrationContext,
  usernames: readonly string[],
  wanted: ReadonlyMap<string, string | null>,
  { report, count: counter }: ProgressReporter,
): Promise<string | undefined> {
  const client = await statusClient(invocation);
  const head = await journalHead(client);
  if (head.ok) {
    const answer = await askDaemon(state.settings, { kind: 'apply', usernames: [...usernames] });
    if (answer.state === 'failed') return answer.message;
    if (answer.state === 'answered') return untilDone(client, usernames, wanted, counter('accounts'));
    return 'the control socket of jopaneld is missing\nrestart it: systemctl restart jopaneld';
  }
  if (head.why !== 'absent') return head.message;
  report(`no daemon runs, so this process does its work once, for ${count(usernames.length, 'account')}`);
  const { convergeAlone } = await import('./converge-alone.ts');
  await convergeAlone(state.settings, usernames, report);
  return undefined;
}

async function untilDone(
  client: StatusClient,
  usernames: readonly string[],
  wanted: ReadonlyMap<string, string | null>,
  progress: (done: number, total: number) => void,
): Promise<string | undefined> {
  let before = -1;
  let changedAt = systemClock.monotonic();
  for (;;) {
    const everyone = await fetchAllAccounts(client);
    if (!everyone.ok) return everyone.message;
    const users = new Map(everyone.value.map((user) => [user.username, user]));
    const done = usernames.filter((username) => isSettled(users.get(username), wanted.get(username))).length;
    progress(done, usernames.length);
    if (done === usernames.length) return undefined;
    if (done !== before) changedAt = systemClock.monotonic();
    before = done;
    if (systemClock.monotonic() - changedAt > STANDSTILL_MS)
      return `nothing has happened for ten minutes, and ${usernames.length - done} accounts are open\nsee: jopanel status`;
    await systemClock.sleep(EVERY_MS);
  }
}

/** In force, or known not to be for now. */
function isSettled(user: AccountAnswer | undefined, wanted: string | null | undefined): boolean {
  if (user === undefined) return false;
  if (user.queued !== null && user.queued.state !== 'waiting') return false;
  if (user.problems.length > 0) return true;
  // An operator may have changed a set since; then that is what counts.
  const isLooked = user.revisions.attempted !== null || user.revisions.desired === wanted;
  return isLooked && user.phase !== 'pending' && user.phase !== 'applying';
}

function isApplied(user: AccountAnswer | undefined): boolean {
  return user?.phase === 'applied' && user.revisions.applied === user.revisions.desired;
}

function reasonOf(user: AccountAnswer | undefined): string {
  if (user === undefined) return 'the daemon has not seen it yet';
  const [problem] = user.problems;
  if (problem !== undefined) return `${problem.file}${problem.pointer}: ${problem.message}`;
  return user.last_error?.split('\n')[0] ?? '';
}
