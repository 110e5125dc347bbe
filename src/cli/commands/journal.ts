// `jopanel journal verify` and `rebuild`: checks the journal, and recomputes the tables behind the status.

import { z } from 'zod';
import { takeInstanceLock } from '../../host/process/instance-lock.ts';
import type { Command, CommandGroup } from '../command-line/command.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { hostSettings } from '../settings/host-settings.ts';
import { count } from '../terminal/format.ts';

export const VerifyOutput = z.object({
  sound: z.boolean(),
  events: z.int(),
  revisions: z.int(),
  findings: z.array(z.object({ damage: z.string(), seq: z.int().nullable(), message: z.string() })),
});

const verify: Command = {
  name: 'verify',
  summary: 'check the hash chain, the contents and the folds',
  description: `Reads the whole journal: every entry's hash follows from the one before, every revision's content is
what its name says, and the tables that the status is read from are what the entries give. The daemon
may run meanwhile. Exit: 0 sound, 2 not.`,
  examples: [{ line: 'jopanel journal verify', help: 'after a power cut, or from a timer' }],
  root: true,
  output: async () => VerifyOutput,
  async run(invocation) {
    const { terminal, json } = invocation;
    const { state_dir } = hostSettings();
    const path = `${state_dir}/journal.db`;
    const { verifyJournal } = await import('../../journal/verify.ts');
    const verdict = attempt(() => verifyJournal(path));
    if (verdict instanceof Error)
      return failed(
        invocation,
        `${path} cannot be read: ${verdict.message}\nuse sudo, and see that jopaneld ran once`,
      );
    const { events, revisions, findings } = verdict;
    const sound = findings.length === 0;
    if (json) printJson(invocation, { sound, events, revisions, findings });
    else if (sound) {
      terminal.out(
        `${count(events, 'entry', 'entries')} and ${count(revisions, 'revision')}: ${terminal.paint('green', 'sound')}.\n`,
      );
    } else {
      for (const { damage, message } of findings)
        terminal.out(`${terminal.paint('red', damage)}: ${message}\n`);
      terminal.out(
        'The daemon sets a damaged journal aside when it starts; if only the folds differ: jopanel journal rebuild\n',
      );
    }
    return sound ? 0 : 2;
  },
};

const rebuild: Command = {
  name: 'rebuild',
  summary: 'compute the tables behind the status anew from the entries',
  description: 'The daemon has to be stopped. The entries themselves are never changed.',
  examples: [{ line: 'systemctl stop jopaneld && jopanel journal rebuild', help: '' }],
  root: true,
  output: async () => z.object({ rebuilt: z.literal(true), events: z.int() }),
  async run(invocation) {
    const { terminal, json } = invocation;
    const { state_dir, run_dir } = hostSettings();
    const path = `${state_dir}/journal.db`;
    const { rebuildJournal } = await import('../../journal/rebuild-journal.ts');
    const lock = await takeInstanceLock(run_dir).catch((error: unknown) => error);
    if (lock instanceof Error) return failed(invocation, `${lock.message}\nuse sudo`);
    if (typeof lock !== 'object' || lock === null || !('ok' in lock) || lock.ok !== true)
      return failed(invocation, 'jopaneld runs\nstop it first: systemctl stop jopaneld');
    const events = attempt(() => rebuildJournal(path));
    if (events instanceof Error) return failed(invocation, `${path}: ${events.message}`);
    if (json) printJson(invocation, { rebuilt: true, events });
    else terminal.out(`Folded anew from ${events} entries.\n`);
    return 0;
  },
};

export const journal: CommandGroup = {
  name: 'journal',
  summary: 'check the journal, or fold its state anew',
  commands: [verify, rebuild],
};

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
