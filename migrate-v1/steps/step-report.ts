import type { ExitCode } from '../../src/cli/command-line/command.ts';
import { failed, printJson } from '../../src/cli/output/report-failure.ts';
import { writePlainFile } from '../../src/host/files/write-plain-file.ts';
import { MigrationPlan } from '../plan/plan-file.ts';
import { reportOf } from '../report/report.ts';
import { reportHtml } from '../report/report-html.ts';
import { migrationReportText } from '../report/report-text.ts';
import type { MigrationContext } from './migration-context.ts';
import { readState, reportInput } from './saved-state.ts';

export async function stepReport(migration: MigrationContext): Promise<ExitCode> {
  const { invocation, folder } = migration;
  const { terminal, json, text } = invocation;
  const saved = await readState(folder);
  const input = reportInput(migration, saved);
  if (input === undefined)
    return failed(invocation, 'there is no plan yet\nmake one: jopanel migrate v1 plan --yes');
  const report = reportOf(input);
  const out = text('out');
  if (out !== undefined) {
    writePlainFile(`${out}/migration-v1.txt`, migrationReportText(report));
    writePlainFile(`${out}/migration-v1.html`, reportHtml(report));
  }
  const { backup = null, verification = null, dropped = null } = saved;
  if (json)
    printJson(invocation, {
      step: 'report',
      plan: MigrationPlan.parse(input.plan),
      backup,
      verdict: verification,
      dropped,
    });
  else if (out === undefined) terminal.out(migrationReportText(report));
  else terminal.out(`${out}/migration-v1.txt\n${out}/migration-v1.html\n`);
  return 0;
}
