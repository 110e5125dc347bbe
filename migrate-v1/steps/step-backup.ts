import type { ExitCode } from '../../src/cli/command-line/command.ts';
import { failed, printJson } from '../../src/cli/output/report-failure.ts';
import { count } from '../../src/cli/terminal/format.ts';
import { timeNow } from '../../src/desired/audit-edits.ts';
import { backUp } from '../backup/back-up.ts';
import { tableSums } from '../backup/table-sums.ts';
import { type Connected, readV1 } from './migration-context.ts';
import { progressReporter } from './progress-reporter.ts';
import { saveReports } from './saved-state.ts';

export async function stepBackup(migration: Connected): Promise<ExitCode> {
  const { invocation, state, folder, access, session, yes } = migration;
  const { terminal, json, text } = invocation;
  const { database } = access;
  if (!yes) {
    const tables = (await tableSums(session, database)).map(({ table, rows }) => ({ table, rows }));
    if (json) printJson(invocation, { step: 'backup', dry_run: true, tables, backup: null });
    else {
      const rows = tables.reduce((sum, table) => sum + table.rows, 0);
      terminal.out(
        `Would dump ${database} (${count(tables.length, 'table')}, ${count(rows, 'row')}) into ${folder.path},
read it back into a scratch database and compare every table. To do it: add --yes\n`,
      );
    }
    return 2;
  }
  const now = timeNow();
  const { report } = progressReporter(invocation);
  const done = await backUp({
    access,
    session,
    folder,
    runDir: state.settings.run_dir,
    stamp: now.replaceAll(/[^0-9T]/g, '').slice(0, 15),
    now,
    lent: text('scratch-database'),
    digestNow: async () => {
      const v1 = await readV1(migration);
      return v1.ok ? v1.digest(false) : null;
    },
    report,
  });
  if (!done.ok) return failed(invocation, done.why);
  await saveReports(migration);
  const { backup } = done;
  const tables = backup.tables.map(({ table, rows }) => ({ table, rows }));
  if (json) printJson(invocation, { step: 'backup', dry_run: false, tables, backup });
  else {
    terminal.out(`${backup.file}: ${backup.bytes} bytes, sha256 ${backup.sha256}\n`);
    terminal.out(
      `Read back and compared: ${count(tables.length, 'table')}, ${terminal.paint('green', 'nothing is lost')}.\n`,
    );
    if (backup.unsettled.length > 0)
      terminal.out(`Written to meanwhile, so not compared: ${backup.unsettled.join(', ')}\n`);
    if (backup.inexact.length > 0)
      terminal.out(`All rows, but not the same to the bit: ${backup.inexact.join(', ')}\n`);
    if (backup.events !== null) terminal.out(`Triggers and scheduled events: ${backup.events}\n`);
    terminal.out(`To restore it:\n${backup.restore.map((command) => `  ${command}\n`).join('')}`);
    if (backup.digest === null)
      terminal.out('It holds no V1 rows. An earlier backup that does stays the one of the report.\n');
  }
  return 0;
}
