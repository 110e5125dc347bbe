// `jopanel mirror verify`, `rebuild` and `setup`: compares MariaDB with the journal, rewrites it, and prints its setup.

import { z } from 'zod';
import { systemClock } from '../../host/clock.ts';
import { VerificationReport } from '../../mirror/verify/verification-report.ts';
import type { Command, CommandGroup, Invocation } from '../command-line/command.ts';
import { findingsText } from '../mirror/findings-text.ts';
import { showProgress } from '../output/progress.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { hostSettings } from '../settings/host-settings.ts';
import { count } from '../terminal/format.ts';

const verify: Command = {
  name: 'verify',
  summary: 'compare MariaDB with the journal',
  description: `Compares every account, domain and login, and every entry of the audit log, with the journal of this
host. Entries that the journal has dropped are checked by their hash chain. The daemon may run
meanwhile. Exit: 0 no differences, 2 differences.`,
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
      verifyMirror(place, logins, journal, progress.report),
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
  summary: 'rewrite MariaDB from the journal',
  description: `Writes all searchable rows of this host again, adds the entries that are missing in the audit log, and
creates missing tables. No audit entry is changed or deleted, and neither are rows in users. The daemon
may run meanwhile. Then it compares, as verify does. Exit: 0 no differences, 2 some could not be repaired.`,
  examples: [
    { line: 'jopanel mirror rebuild', help: 'after its tables were edited, or restored from an old copy' },
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
      const rebuilt = await rebuildMirror(place, logins, journal, { now, report: progress.report });
      return { rebuilt, verified: await verifyMirror(place, logins, journal, progress.report) };
    });
    progress.end();
    if (!done.ok) return failed(invocation, done.message);
    const { rebuilt, verified } = done.value;
    if (json) printJson(invocation, { rebuilt, verdict: verified });
    else {
      const { accounts, added } = rebuilt;
      terminal.out(`${count(accounts, 'account')} rewritten, ${added} added to the audit log.\n`);
      terminal.out(reportText(verified, invocation));
    }
    return verified.found === 0 ? 0 : 2;
  },
};

const setup: Command = {
  name: 'setup',
  summary: 'set up the database and its user',
  description: `Prints the SQL that an administrator of MariaDB runs once: it creates the database and the user of the
settings, with minimal privileges. With --apply, it runs the SQL itself, as root over the socket of the settings. A
password is generated where the password file of the settings is not there yet; the SQL has its hash alone. The command
can be given again: it also mends the password and the privileges of a user that is there.`,
  options: { apply: { help: 'run the SQL instead of printing it' } },
  examples: [
    { line: 'jopanel mirror setup --apply', help: 'for a server on this host' },
    { line: 'jopanel mirror setup | mariadb --host=db.example.com --user=admin -p', help: 'for another one' },
  ],
  root: true,
  output: async () => z.object({ statements: z.array(z.string()), applied: z.boolean() }),
  async run(invocation) {
    const { setUpMirror } = await import('../mirror/set-up-mirror.ts');
    return setUpMirror(invocation);
  },
};

export const mirror: CommandGroup = {
  name: 'mirror',
  summary: 'set MariaDB up, compare it with the journal, or rewrite it',
  commands: [verify, rebuild, setup],
};

function reportText(report: VerificationReport, { terminal }: Invocation): string {
  const { accounts, entries, lag, found } = report;
  const compared = `${count(accounts, 'account')} and ${count(entries, 'entry', 'entries')}`;
  const behind = lag === 0 ? '' : ` ${count(lag, 'more entry', 'more entries')} not mirrored yet.`;
  if (found === 0) return `${compared}: ${terminal.paint('green', 'the same as in the journal')}.${behind}\n`;
  return `${findingsText(report, terminal)}${compared}: ${terminal.paint('red', count(found, 'difference'))}.${behind}\n`;
}
