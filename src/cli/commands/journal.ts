// `jopanel journal verify` and `rebuild`: checks the journal, and recomputes the tables behind the status.

import { z } from 'zod';
import { daemonLogEntries } from '../../host/daemon-log.ts';
import { ANCHOR_MESSAGE, Anchor, compareAnchors } from '../../journal/anchor.ts';
import type { Settings } from '../../model/settings.ts';
import type { Command, CommandGroup } from '../command-line/command.ts';
import { whileAlone } from '../daemon/while-alone.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { hostSettings } from '../settings/host-settings.ts';
import { count } from '../terminal/format.ts';
import { expunge } from './journal-expunge.ts';

const JournalVerifyOutput = z.object({
  sound: z.boolean(),
  events: z.int(),
  revisions: z.int(),
  anchors: z
    .int()
    .meta({ description: 'The number of heads in the log of the host and in MariaDB that were compared.' }),
  findings: z.array(z.object({ damage: z.string(), seq: z.int().nullable(), message: z.string() })),
});

const verify: Command = {
  name: 'verify',
  summary: 'check the hash chain, the contents and the tables',
  description: `Reads the whole journal and checks that the hash of every entry follows from the entry before it, that
the content of every revision matches its name, and that the tables behind the status match the entries. It
also compares the journal with the heads that the daemon wrote to the log of the host and to the audit log
in MariaDB, so that entries cut off at its end, or rewritten, are noticed. The daemon may run meanwhile. Exit: 0 intact, 2 damaged.`,
  examples: [{ line: 'jopanel journal verify', help: 'after a power cut, or from a timer' }],
  root: true,
  output: async () => JournalVerifyOutput,
  async run(invocation) {
    const { terminal, json } = invocation;
    const settings = hostSettings();
    const path = `${settings.state_dir}/journal.db`;
    const { verifyJournal } = await import('../../journal/verify.ts');
    const logged = await daemonLogEntries(ANCHOR_MESSAGE);
    const anchors = logged.flatMap((entry) => Anchor.safeParse(entry).data ?? []);
    const mirrored = await anchorsInMirror(settings);
    if (!mirrored.ok) terminal.err(`jopanel: MariaDB was not compared: ${mirrored.message}\n`);
    const report = attempt(() => {
      const inside = verifyJournal(path);
      // A journal that is damaged in itself does not match its anchors either.
      if (inside.findings.length > 0) return { ...inside, anchors: 0 };
      const inLog = compareAnchors(path, anchors);
      const inMirror = compareAnchors(path, mirrored.ok ? mirrored.value : [], 'audit-log');
      const findings = [...inLog.findings, ...inMirror.findings];
      return { ...inside, findings, anchors: inLog.compared + inMirror.compared };
    });
    if (report instanceof Error)
      return failed(
        invocation,
        `cannot read ${path}: ${report.message}\nuse sudo, and check that jopaneld has run once`,
      );
    const { events, revisions, findings, anchors: compared } = report;
    const sound = findings.length === 0;
    if (json) printJson(invocation, { sound, events, revisions, anchors: compared, findings });
    else if (sound) {
      terminal.out(
        `${count(events, 'entry', 'entries')} and ${count(revisions, 'revision')}: ${terminal.paint('green', 'intact')}.\n`,
      );
    } else {
      for (const { damage, message } of findings)
        terminal.out(`${terminal.paint('red', damage)}: ${message}\n`);
      terminal.out(
        'The daemon moves a damaged journal aside when it starts. If only the folds differ, run: jopanel journal rebuild\n',
      );
    }
    return sound ? 0 : 2;
  },
};

const rebuild: Command = {
  name: 'rebuild',
  summary: 'recompute the tables behind the status from the entries',
  description: 'The daemon must not run. The entries themselves are never changed.',
  examples: [{ line: 'systemctl stop jopaneld && jopanel journal rebuild', help: '' }],
  root: true,
  output: async () => z.object({ rebuilt: z.literal(true), events: z.int() }),
  async run(invocation) {
    const { terminal, json } = invocation;
    const { state_dir, run_dir } = hostSettings();
    const path = `${state_dir}/journal.db`;
    const { rebuildJournal } = await import('../../journal/rebuild-journal.ts');
    const rebuilt = await whileAlone(run_dir, () => attempt(() => rebuildJournal(path)));
    if (!rebuilt.ok) return failed(invocation, rebuilt.why);
    const events = rebuilt.value;
    if (events instanceof Error) return failed(invocation, `${path}: ${events.message}`);
    if (json) printJson(invocation, { rebuilt: true, events });
    else terminal.out(`Rebuilt the tables from ${count(events, 'entry', 'entries')}.\n`);
    return 0;
  },
};

export const journal: CommandGroup = {
  name: 'journal',
  summary: 'check the journal, recompute its tables, or remove a secret from it',
  commands: [verify, rebuild, expunge],
};

/** None where the settings name no MariaDB. */
async function anchorsInMirror(
  settings: Settings,
): Promise<
  { readonly ok: true; readonly value: Anchor[] } | { readonly ok: false; readonly message: string }
> {
  if (settings.mariadb === null) return { ok: true, value: [] };
  const { withMirror } = await import('../mirror/open-mirror.ts');
  const { auditAnchors } = await import('../../mirror/audit-anchors.ts');
  const { expectUpToDate } = await import('../../mirror/schema.ts');
  return withMirror(settings, expectUpToDate, ({ place, journal }) => auditAnchors(place, journal));
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
