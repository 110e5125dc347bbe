import type { ExitCode } from '../../src/cli/command-line/command.ts';
import { failed, printJson } from '../../src/cli/output/report-failure.ts';
import { count } from '../../src/cli/terminal/format.ts';
import { safe } from '../../src/cli/terminal/terminal.ts';
import { timeNow } from '../../src/desired/audit-edits.ts';
import { toWrite } from '../plan/plan-file.ts';
import type { Verification } from '../verify/verification.ts';
import { verify } from '../verify/verify.ts';
import { type Connected, readV1 } from './migration-context.ts';
import { requirePlan, requireSameRows } from './preconditions.ts';
import { readState, saveReports } from './saved-state.ts';
import { viewHost } from './view-host.ts';

export async function stepVerify(migration: Connected): Promise<ExitCode> {
  const { invocation, state, folder, access, yes } = migration;
  const planned = requirePlan(await readState(folder), access.database);
  if (!planned.ok) return failed(invocation, planned.why);
  const plan = planned.value;
  const v1 = await readV1(migration);
  if (!v1.ok) return failed(invocation, v1.why);
  const unchanged = requireSameRows(plan, v1);
  if (!unchanged.ok) return failed(invocation, unchanged.why);
  const host = await viewHost(
    migration,
    toWrite(plan).map(({ username }) => username),
  );
  if (typeof host === 'string') return failed(invocation, host);
  const { accounts, sets } = verify({ ...state, plan, source: v1.source, host, zone: v1.zone });
  const verification: Verification = {
    verified_at: timeNow(),
    digest: plan.digest,
    sets,
    passed: accounts.every(({ ok }) => ok),
    accounts,
  };
  if (yes) {
    await folder.write('verified.json', verification);
    await saveReports(migration);
  }
  return printResult(migration, verification);
}

function printResult({ invocation, folder, yes }: Connected, verification: Verification): ExitCode {
  const { terminal, json } = invocation;
  const { accounts, passed } = verification;
  const wrong = accounts.filter(({ ok }) => !ok);
  if (json) printJson(invocation, { step: 'verify', dry_run: !yes, verdict: verification });
  else {
    for (const { username, row, set, host } of wrong)
      for (const difference of [...row, ...set, ...host])
        terminal.out(`${username} ${terminal.paint('red', 'differs')}: ${safe(difference)}\n`);
    const same = accounts.length - wrong.length;
    terminal.out(`${count(same, 'account')} verified, ${wrong.length} differ.\n`);
    terminal.out(
      yes
        ? `The report to sign is in ${folder.path}: report.txt and report.html.\n`
        : 'Nothing was saved. To keep this result: add --yes\n',
    );
  }
  return passed ? 0 : 2;
}
