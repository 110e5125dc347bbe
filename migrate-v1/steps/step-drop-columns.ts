import type { ExitCode } from '../../src/cli/command-line/command.ts';
import { failed, printJson } from '../../src/cli/output/report-failure.ts';
import { count } from '../../src/cli/terminal/format.ts';
import { ask } from '../../src/cli/terminal/prompt.ts';
import { timeNow } from '../../src/desired/audit-edits.ts';
import { digestFile } from '../../src/host/commands/command-files.ts';
import { type DropPlan, dropColumns, planDrop } from '../drop/drop-columns.ts';
import { countsOf, type SavedPlan, toWrite } from '../plan/plan-file.ts';
import { readSets } from '../plan/survey-host.ts';
import { DROPPED_COLUMNS, KEPT_COLUMNS } from '../rows/rows.ts';
import { digestOfSets } from '../verify/verification.ts';
import { type Connected, readV1 } from './migration-context.ts';
import { requireBackup, requirePlan, requireSameRows } from './preconditions.ts';
import { readState, saveReports } from './saved-state.ts';

export async function stepDropColumns(migration: Connected): Promise<ExitCode> {
  const { invocation, folder, access, session, yes } = migration;
  const { database } = access;
  const drop = await planDrop(session, database);
  const saved = await readState(folder);
  if (drop.columns.length === 0) {
    // A run that ended between the statement and its note has done it all the same.
    if (yes && saved.plan?.database === database && saved.dropped === undefined)
      await note(migration, DROPPED_COLUMNS);
    return printResult(migration, drop, false);
  }
  const why = await whyNot(migration, drop);
  if (why !== undefined) return failed(invocation, why);
  if (!yes) return printResult(migration, drop, false);
  const typed = await confirmed(migration, drop);
  if (typed !== database)
    return failed(
      invocation,
      `nothing was dropped\ngive the name of the database: jopanel migrate v1 drop-columns --yes --confirm ${database}`,
    );
  await dropColumns(session, drop);
  await note(migration, drop.columns);
  return printResult(migration, drop, true);
}

async function note(migration: Connected, columns: readonly string[]): Promise<void> {
  const { folder, access } = migration;
  await folder.write('dropped.json', { dropped_at: timeNow(), database: access.database, columns });
  await saveReports(migration);
}

/** Everything that speaks against it, one after the other. */
async function whyNot(migration: Connected, drop: DropPlan): Promise<string | undefined> {
  const { invocation, state, folder, access } = migration;
  const { flag } = invocation;
  const saved = await readState(folder);
  const planned = requirePlan(saved, access.database);
  if (!planned.ok) return planned.why;
  const plan = planned.value;
  const v1 = await readV1(migration);
  if (!v1.ok) return v1.why;
  const unchanged = requireSameRows(plan, v1);
  if (!unchanged.ok) return unchanged.why;
  const { verification } = saved;
  if (verification === undefined || !verification.passed || verification.digest !== plan.digest)
    return 'verification has not passed for this plan\nfirst: jopanel migrate v1 verify --yes';
  const names = new Set(toWrite(plan).map(({ username }) => username));
  const revisions = new Map(
    [...readSets(state.users, state.facts)].flatMap(([name, set]): [string, string][] =>
      set === undefined || !names.has(name) ? [] : [[name, set.revision]],
    ),
  );
  if (digestOfSets(revisions) !== verification.sets)
    return 'the sets have changed since they were verified\nverify again: jopanel migrate v1 verify --yes';
  const backup = requireBackup(saved, access.database);
  if (!backup.ok) return backup.why;
  const again = 'make another: jopanel migrate v1 backup --yes';
  if (backup.value.digest !== v1.digest(false)) return `the backup is older than what V1 says now\n${again}`;
  const file = await digestFile(backup.value.file);
  if (file?.sha256 !== backup.value.sha256)
    return `the backup ${backup.value.file} is gone or damaged\n${again}`;
  const left = heldBack(plan);
  if (left !== undefined && !flag('leave-held'))
    return `${left}; only the backup would still hold all that V1 says of them
see to them (jopanel migrate v1 report), or leave them behind: --leave-held`;
  if (drop.softDeleted > 0 && !flag('keep-deleted'))
    return `${count(drop.softDeleted, 'row')} of users soft-deleted, and without deleted_at they could log in again
delete them in V1, then plan and verify again; or let them be logins: --keep-deleted`;
  if (drop.mixedIndexes.length > 0)
    return `the index ${drop.mixedIndexes.join(', ')} of users holds a column that goes beside one that stays
decide what is to become of it: ALTER TABLE users DROP INDEX …`;
  const { using, unread } = drop.programs;
  if (using.length > 0)
    return `the ${using.join(', the ')} of ${access.database} needs a column that goes, and would fail from then on
change or drop it first: DROP TRIGGER …, DROP VIEW …, DROP PROCEDURE …, DROP FUNCTION …, DROP EVENT …`;
  if (unread.length > 0)
    return `this user of MariaDB may not read the ${unread.join(', the ')} of ${access.database}, which may need a column that goes
give a user that may, such as --db-user root`;
  return undefined;
}

/** In the same counts as the plan and the report. */
function heldBack(plan: SavedPlan): string | undefined {
  const { held, unreadable } = countsOf(plan);
  const others = plan.general.filter(({ kind }) => kind === 'unreadable').length - unreadable;
  const parts = [
    ...(held === 0 ? [] : [`${count(held, 'account')} held back`]),
    ...(unreadable === 0 ? [] : [`${count(unreadable, 'row')} of users that cannot be read`]),
    ...(others <= 0 ? [] : [`${count(others, 'row')} of other tables that cannot be read`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

async function confirmed({ invocation, access }: Connected, drop: DropPlan): Promise<string | undefined> {
  const { text, screen, terminal } = invocation;
  const given = text('confirm');
  if (given !== undefined || !screen.interactive) return given;
  terminal.err(`This drops ${drop.columns.join(', ')} from users in ${access.database} for good.\n`);
  return ask('Type the name of the database to go on: ');
}

function printResult({ invocation, access, yes }: Connected, drop: DropPlan, isDone: boolean): ExitCode {
  const { terminal, json } = invocation;
  const { columns, notActive, foreignKeys } = drop;
  const { database } = access;
  if (json) {
    const dropped = isDone ? { dropped_at: timeNow(), database, columns } : null;
    printJson(invocation, { step: 'drop-columns', dry_run: !yes, columns, dropped });
  } else if (columns.length === 0) terminal.out(`users in ${database} has no V1 column left.\n`);
  else if (isDone)
    terminal.out(
      `Dropped from users in ${database}: ${columns.join(', ')}. ${KEPT_COLUMNS.join(', ')} stay.\n`,
    );
  else {
    const keys = foreignKeys.length === 0 ? '' : `, and the constraint ${foreignKeys.join(', ')}`;
    terminal.out(`Would drop from users in ${database}: ${columns.join(', ')}${keys}.\n`);
    if (notActive > 0)
      terminal.out(
        `${count(notActive, 'row')} of users are suspended or pending: the panel has to ask jopanel for that from then on.\n`,
      );
    terminal.out(`To do it: jopanel migrate v1 drop-columns --yes --confirm ${database}\n`);
  }
  return columns.length === 0 || isDone ? 0 : 2;
}
