// `jopanel mirror verify`, `rebuild` and `setup`: compares MariaDB with the journal, rewrites it, and prints its setup.

import { z } from 'zod';
import { systemClock } from '../../host/clock.ts';
import { VerificationReport } from '../../mirror/verify/verification-report.ts';
import type { Command, CommandGroup, Invocation } from '../command-line/command.ts';
import { findingsText } from '../mirror/findings-text.ts';
import { NO_MARIADB } from '../mirror/open-mirror.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { hostSettings } from '../settings/host-settings.ts';
import { count } from '../terminal/format.ts';
import { showProgress } from '../terminal/progress.ts';

const verify: Command = {
  name: 'verify',
  summary: 'compare MariaDB with the journal',
  description: `Compares every account, domain and login, and every entry of the audit log, with what the journal of this
host gives; entries that the journal has dropped are held to their hash chain. The daemon may run
meanwhile. Exit: 0 the same, 2 not.`,
  examples: [{ line: 'jopanel mirror verify', help: 'after a crash of MariaDB, or from a timer' }],
  root: true,
  output: async () => VerificationReport,
  async run(invocation) {
    const { terminal, json } = invocation;
    const { withMirror } = await import('../mirror/open-mirror.ts');
    const { verifyMirror } = await import('../../mirror/verify/verify-mirror.ts');
    const progress = showProgress(invocation);
    const { expectUpToDate } = await import('../../mirror/schema.ts');
    const report = await withMirror(hostSettings(), expectUpToDate, ({ place, logins, journal }) =>
      verifyMirror(place, logins, journal, progress.told),
    );
    progress.end();
    if (!report.ok) return failed(invocation, report.message);
    if (json) printJson(invocation, report.value);
    else terminal.out(reportText(report.value, invocation));
    return report.value.found === 0 ? 0 : 2;
  },
};

const rebuild: Command = {
  name: 'rebuild',
  summary: 'write MariaDB anew from the journal',
  description: `Writes all rows of this host that are searched anew, adds what the audit log lacks, and makes tables that
are missing. No audit entry is changed or taken away, and neither are rows in users. The daemon may run
meanwhile. Then compares, as verify does. Exit: 0 all is well, 2 something could not be put right.`,
  examples: [
    { line: 'jopanel mirror rebuild', help: 'after somebody edited its tables, or put an old copy back' },
  ],
  root: true,
  output: async () =>
    z.object({ rebuilt: z.object({ accounts: z.int(), added: z.int() }), verdict: VerificationReport }),
  async run(invocation) {
    const { terminal, json } = invocation;
    const { withMirror } = await import('../mirror/open-mirror.ts');
    const { rebuildMirror } = await import('../../mirror/rebuild.ts');
    const { verifyMirror } = await import('../../mirror/verify/verify-mirror.ts');
    const progress = showProgress(invocation);
    const { bringUpToDate } = await import('../../mirror/schema.ts');
    const done = await withMirror(hostSettings(), bringUpToDate, async ({ place, logins, journal }) => {
      const now = () => systemClock.now();
      const rebuilt = await rebuildMirror(place, logins, journal, { now, told: progress.told });
      return { rebuilt, verdict: await verifyMirror(place, logins, journal, progress.told) };
    });
    progress.end();
    if (!done.ok) return failed(invocation, done.message);
    const { rebuilt, verdict } = done.value;
    if (json) printJson(invocation, done.value);
    else {
      const { accounts, added } = rebuilt;
      terminal.out(`${count(accounts, 'account')} written anew, ${added} added to the audit log.\n`);
      terminal.out(reportText(verdict, invocation));
    }
    return verdict.found === 0 ? 0 : 2;
  },
};

const setup: Command = {
  name: 'setup',
  summary: 'print the SQL that lets the daemon in',
  description: `Prints what an administrator of MariaDB types once: the database, the user of the settings, and the least
that it may do. Changes nothing.`,
  examples: [{ line: 'jopanel mirror setup | mariadb', help: 'after a look at it' }],
  output: async () => z.object({ statements: z.array(z.string()) }),
  async run(invocation) {
    const { mariadb } = hostSettings();
    if (mariadb === null) return failed(invocation, NO_MARIADB);
    const { setupFor, setupStatements } = await import('../../mirror/setup-sql.ts');
    const statements = setupStatements(setupFor(mariadb));
    if (invocation.json) printJson(invocation, { statements });
    else invocation.terminal.out(statements.map((statement) => `${statement};\n`).join(''));
    return 0;
  },
};

export const mirror: CommandGroup = {
  name: 'mirror',
  summary: 'compare MariaDB with the journal, or write it anew',
  commands: [verify, rebuild, setup],
};

function reportText(report: VerificationReport, { terminal }: Invocation): string {
  const { accounts, entries, lag, found } = report;
  const looked = `${count(accounts, 'account')} and ${count(entries, 'entry', 'entries')}`;
  const late = lag === 0 ? '' : ` ${lag} more are not mirrored yet.`;
  if (found === 0) return `${looked}: ${terminal.paint('green', 'the same as in the journal')}.${late}\n`;
  return `${findingsText(report, terminal)}${looked}: ${terminal.paint('red', count(found, 'difference'))}.${late}\n`;
}
