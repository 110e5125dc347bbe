// What `jopanel mirror setup` does: the password file, and the SQL that goes with it.

import { randomBytes } from 'node:crypto';
import { runAsDatabaseRoot } from '../../host/commands/run-as-database-root.ts';
import { openHost } from '../../host/open-host.ts';
import type { RootFiles } from '../../host/root-files.ts';
import { readAccess } from '../../mirror/access.ts';
import { passwordHash, setupFor, setupStatements } from '../../mirror/setup-sql.ts';
import type { MariaDbSettings } from '../../model/settings.ts';
import type { ExitCode, Invocation } from '../command-line/command.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { hostSettings } from '../settings/host-settings.ts';
import { NO_MARIADB } from './open-mirror.ts';

const PRIVATE = { uid: 0, gid: 0, mode: 0o600 };

export async function setUpMirror(invocation: Invocation): Promise<ExitCode> {
  const settings = hostSettings();
  const { mariadb } = settings;
  if (mariadb === null) return failed(invocation, NO_MARIADB);
  if (mariadb.password_file === undefined)
    return failed(
      invocation,
      'the settings name no password_file\nadd to mariadb in /etc/jopanel/jopaneld.json: "password_file": "/etc/jopanel/mariadb.password"',
    );
  const isToRun = invocation.flag('apply');
  if (isToRun && mariadb.socket === undefined)
    return failed(
      invocation,
      `the settings name a server at ${mariadb.host ?? 'localhost'}, which is not asked as root\nrun: jopanel mirror setup | mariadb --host=${mariadb.host ?? 'localhost'} --user=ADMIN -p`,
    );
  const { host } = await openHost(settings);
  await makePassword(invocation, host.files, mariadb.password_file);
  const access = await readAccess(host.files, mariadb);
  if (!access.ok) return failed(invocation, access.why);
  const statements = setupStatements(setupFor(mariadb, passwordHash(access.access.password ?? '')));
  const sql = statements.map((statement) => `${statement};\n`).join('');
  const why = isToRun ? await runAsDatabaseRoot(mariadb.socket ?? '', sql) : undefined;
  if (why !== undefined) return failed(invocation, why);
  report(invocation, { mariadb, statements, sql, isToRun });
  return 0;
}

/** A file that is there is kept, whatever it holds. */
async function makePassword({ terminal }: Invocation, files: RootFiles, path: string): Promise<void> {
  if ((await files.read(path)).kind !== 'absent') return;
  await files.put([{ path, text: `${randomBytes(32).toString('base64url')}\n`, ...PRIVATE }]);
  terminal.err(`A password is generated in ${path}.\n`);
}

interface SetUp {
  readonly mariadb: MariaDbSettings;
  readonly statements: readonly string[];
  readonly sql: string;
  readonly isToRun: boolean;
}

function report(invocation: Invocation, { mariadb, statements, sql, isToRun }: SetUp): void {
  if (invocation.json) printJson(invocation, { statements: [...statements], applied: isToRun });
  else if (!isToRun) invocation.terminal.out(sql);
  else
    invocation.terminal.out(
      `The database ${mariadb.database} and its user ${mariadb.user} are set up. If the settings are new: systemctl reload jopaneld\nThen check: jopanel doctor\n`,
    );
}
