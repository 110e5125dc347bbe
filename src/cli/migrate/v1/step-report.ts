import { writePlainFile } from '../../../host/write-plain-file.ts';
import { Plan } from '../../../migrate/v1/plan-file.ts';
import { reportOf } from '../../../migrate/v1/report.ts';
import { reportHtml } from '../../../migrate/v1/report-html.ts';
import { reportText } from '../../../migrate/v1/report-text.ts';
import type { ExitCode } from '../../command.ts';
import { failed, printJson } from '../../report-failure.ts';
import { readKept, reportInput } from './kept.ts';
import type { Migration } from './migration.ts';

export async function stepReport(migration: Migration): Promise<ExitCode> {
  const { invocation, folder } = migration;
  const { terminal, json, text } = invocation;
  const kept = await readKept(folder);
  const input = reportInput(migration, kept);
  if (input === undefined)
    return failed(invocation, 'there is no plan yet\nmake one: jopanel migrate v1 plan --yes');
  const report = reportOf(input);
  const out = text('out');
  if (out !== undefined) {
    writePlainFile(`${out}/migration-v1.txt`, reportText(report));
    writePlainFile(`${out}/migration-v1.html`, reportHtml(report));
  }
  const { backup = null, verdict = null, dropped = null } = kept;
  if (json) printJson(invocation, { step: 'report', plan: Plan.parse(input.plan), backup, verdict, dropped });
  else if (out === undefined) terminal.out(reportText(report));
  else terminal.out(`${out}/migration-v1.txt\n${out}/migration-v1.html\n`);
  return 0;
}
