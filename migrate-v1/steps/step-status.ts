import type { ExitCode } from '../../src/cli/command-line/command.ts';
import { printJson } from '../../src/cli/output/report-failure.ts';
import { table } from '../../src/cli/terminal/table.ts';
import { countsOf } from '../plan/plan-file.ts';
import type { MigrationContext } from './migration-context.ts';
import { readState, type SavedState } from './saved-state.ts';

interface StepState {
  readonly name: string;
  readonly done_at: string | null;
  readonly message: string;
}

export async function stepStatus({ invocation, folder }: MigrationContext): Promise<ExitCode> {
  const { terminal, screen, json } = invocation;
  const steps = statesOf(await readState(folder));
  const open = steps.find(({ done_at }) => done_at === null);
  const next = open === undefined ? '' : `jopanel migrate v1 ${open.name}`;
  if (json) printJson(invocation, { step: 'status', folder: folder.path, steps, next });
  else {
    terminal.out(
      table(
        steps,
        [
          { title: 'STEP', text: ({ name }) => name },
          { title: 'DONE', text: ({ done_at }) => done_at ?? '-' },
          { title: '', text: ({ message }) => message },
        ],
        { terminal, width: screen.columns },
      ),
    );
    terminal.out(next === '' ? 'All steps are done.\n' : `Next: ${next}\n`);
  }
  return 0;
}

function statesOf({ backup, plan, written, converged, verification, dropped }: SavedState): StepState[] {
  const counts = plan === undefined ? undefined : countsOf(plan);
  const refused = written?.accounts.filter(({ outcome }) => outcome === 'refused').length ?? 0;
  const differ = verification?.accounts.filter(({ ok }) => !ok).length ?? 0;
  return [
    { name: 'backup', done_at: backup?.made_at ?? null, message: backup?.file ?? '' },
    {
      name: 'plan',
      done_at: plan?.made_at ?? null,
      message: counts === undefined ? '' : `${counts.write} to write, ${counts.held} held back`,
    },
    {
      name: 'write',
      done_at: refused > 0 ? null : (written?.written_at ?? null),
      message: written === undefined ? '' : `${written.accounts.length - refused} written, ${refused} not`,
    },
    {
      name: 'converge',
      done_at: converged?.open.length === 0 ? converged.converged_at : null,
      message: converged === undefined ? '' : `${converged.applied} in force, ${converged.open.length} not`,
    },
    {
      name: 'verify',
      done_at: verification?.passed ? verification.verified_at : null,
      message:
        verification === undefined
          ? ''
          : `${verification.accounts.length - differ} verified, ${differ} differ`,
    },
    {
      name: 'drop-columns',
      done_at: dropped?.dropped_at ?? null,
      message: dropped === undefined ? 'only when you ask for it' : dropped.columns.join(', '),
    },
  ];
}
