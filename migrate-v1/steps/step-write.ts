import { actor } from '../../src/cli/change/audit.ts';
import type { ExitCode } from '../../src/cli/command-line/command.ts';
import { failed, printJson } from '../../src/cli/output/report-failure.ts';
import { count } from '../../src/cli/terminal/format.ts';
import { safe } from '../../src/cli/terminal/terminal.ts';
import { timeNow } from '../../src/desired/audit-edits.ts';
import { hostFiles, openHost } from '../../src/host/open-host.ts';
import { toWrite } from '../plan/plan-file.ts';
import { adoptDatabases } from '../sets/adopt-databases.ts';
import { type MigratedRows, union } from '../sets/migrated.ts';
import { type WriteResult, writeSets } from '../sets/write-sets.ts';
import { type Connected, readV1 } from './migration-context.ts';
import { requireBackup, requirePlan, requireSameRows } from './preconditions.ts';
import { progressReporter } from './progress-reporter.ts';
import { readState, saveReports } from './saved-state.ts';

const ID_LOCK_WAIT_MS = 10_000;

export async function stepWrite(migration: Connected): Promise<ExitCode> {
  const { invocation, state, folder, access, yes } = migration;
  const saved = await readState(folder);
  const planned = requirePlan(saved, access.database);
  if (!planned.ok) return failed(invocation, planned.why);
  const backup = requireBackup(saved, access.database);
  if (!backup.ok) return failed(invocation, backup.why);
  const v1 = await readV1(migration);
  if (!v1.ok) return failed(invocation, v1.why);
  const unchanged = requireSameRows(planned.value, v1);
  if (!unchanged.ok) return failed(invocation, unchanged.why);

  // Noted before the first set is written, so that a run that is killed leaves no set that is not known.
  if (yes)
    await folder.write('migrated.json', {
      accounts: union(saved.migrated?.accounts, toWrite(planned.value)),
    } satisfies MigratedRows);
  const options = { ...state, plan: planned.value, forReal: yes, actor: actor(), now: timeNow() };
  const progress = progressReporter(invocation).count('sets');
  const noFolder = await usersFolderFault(migration);
  if (noFolder !== undefined) return failed(invocation, noFolder);
  // A daemon that runs begins with each set at once, so what it names is taken over before.
  const notAdopted = yes
    ? await adoptDatabases(planned.value, (await openHost(state.settings)).host.mariadb)
    : undefined;
  if (notAdopted !== undefined) return failed(invocation, notAdopted);
  // No other command gives out uids meanwhile.
  const locked = await state.users.withIdLock({ waitMs: ID_LOCK_WAIT_MS }, async () =>
    writeSets({ ...options, accounts: await state.host.accounts.snapshot(), progress }),
  );
  if (!locked.ok) return failed(invocation, `${locked.why}\ntry again in a moment`);
  const accounts = locked.value;
  if (yes) {
    await folder.write('written.json', { written_at: timeNow(), accounts });
    await saveReports(migration);
  }
  return printResult(migration, accounts);
}

/**
 * Makes the folder of all sets on a host that never had one. Where it is missing although there are accounts, it may
 * be on a disk that is not mounted, and sets must not be written below the mount point.
 */
async function usersFolderFault({ state, yes }: Connected): Promise<string | undefined> {
  const { users, journal } = state;
  const listing = users.list();
  if (listing.state === 'ok') return undefined;
  if (listing.state === 'unreadable') return `${listing.reason}\nsee: jopanel doctor`;
  if (journal !== undefined && !journal.accounts()[Symbol.iterator]().next().done)
    return `${users.path} is missing, and there are accounts already\nmount or restore it, then try again`;
  if (yes) await hostFiles.makeFolder(users.path, { uid: 0, gid: 0, mode: 0o700 });
  return undefined;
}

function printResult({ invocation, yes }: Connected, accounts: WriteResult[]): ExitCode {
  const { terminal, json } = invocation;
  const number = (outcome: WriteResult['outcome']) =>
    accounts.filter((each) => each.outcome === outcome).length;
  const [written, there, refused] = [number('written'), number('there'), number('refused')];
  if (json) printJson(invocation, { step: 'write', dry_run: !yes, accounts });
  else {
    for (const { username, outcome, why } of accounts)
      if (outcome === 'refused')
        terminal.out(`${username} ${terminal.paint('red', 'not written')}: ${safe(why)}\n`);
    const before = there === 0 ? '' : `, ${there} there already`;
    const not = refused === 0 ? '' : `, ${refused} not`;
    terminal.out(
      yes
        ? `${count(written, 'set')} written${before}${not}. Next: jopanel migrate v1 converge\n`
        : `Would write ${count(written, 'set')}${before}${not}. A daemon that runs begins with them at once. To do it: add --yes\n`,
    );
  }
  if (yes) return refused === 0 ? 0 : 1;
  return written + refused === 0 ? 0 : 2;
}
