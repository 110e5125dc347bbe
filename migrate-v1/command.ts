// `jopanel migrate v1 STEP`: from the V1 panel's database to sets, accounts, and a report to sign.

import type {
  Command,
  CommandResult,
  ExitCode,
  Invocation,
  Option,
} from '../src/cli/command-line/command.ts';
import { failed } from '../src/cli/output/report-failure.ts';
import type { Connected, MigrationContext } from './steps/migration-context.ts';

interface MigrationStep {
  run(migration: MigrationContext): Promise<CommandResult>;
  /** The options that this step takes besides those of the connection. */
  readonly options: readonly string[];
}

/** Each step is loaded when it is asked for, because help and completion load this file too. */
const STEPS: Readonly<Record<string, MigrationStep>> = {
  status: {
    run: async (migration) => (await import('./steps/step-status.ts')).stepStatus(migration),
    options: [],
  },
  backup: {
    run: async (migration) => withDatabase(migration, (await import('./steps/step-backup.ts')).stepBackup),
    options: ['yes', 'scratch-database'],
  },
  plan: {
    run: async (migration) => (await import('./steps/step-plan.ts')).stepPlan(migration),
    options: ['yes', 'package', 'accept', 'with-passwords', 'out'],
  },
  write: {
    run: async (migration) => withDatabase(migration, (await import('./steps/step-write.ts')).stepWrite),
    options: ['yes'],
  },
  converge: {
    run: async (migration) => (await import('./steps/step-converge.ts')).stepConverge(migration),
    options: ['yes'],
  },
  verify: {
    run: async (migration) => withDatabase(migration, (await import('./steps/step-verify.ts')).stepVerify),
    options: ['yes'],
  },
  'drop-columns': {
    run: async (migration) =>
      withDatabase(migration, (await import('./steps/step-drop-columns.ts')).stepDropColumns),
    options: ['yes', 'confirm', 'leave-held', 'keep-deleted'],
  },
  report: {
    run: async (migration) => (await import('./steps/step-report.ts')).stepReport(migration),
    options: ['out'],
  },
};

async function withDatabase(
  migration: MigrationContext,
  work: (connected: Connected) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { connected } = await import('./steps/migration-context.ts');
  return connected(migration, work);
}

const CONNECTION_OPTIONS = {
  database: {
    value: 'NAME',
    kind: 'text',
    help: 'the database of the V1 panel (default as in jopaneld.json)',
  },
  'db-socket': {
    value: 'FILE',
    kind: 'file',
    help: 'the socket of MariaDB (default /run/mysqld/mysqld.sock)',
  },
  'db-host': { value: 'HOST', kind: 'text', help: 'a server elsewhere' },
  'db-port': { value: 'PORT', kind: 'text', help: 'its port (default 3306)' },
  'db-user': { value: 'NAME', kind: 'text', help: 'the user of MariaDB (default root, by its Linux user)' },
  'db-tls-ca-file': {
    value: 'FILE',
    kind: 'file',
    help: 'connect by TLS to a server whose certificate comes from this authority (PEM)',
  },
  'db-password-file': {
    value: 'FILE',
    kind: 'file',
    help: 'a file that only root can read (mode 0600), with the password',
  },
} as const satisfies Readonly<Record<string, Option>>;

const OPTIONS: Readonly<Record<string, Option>> = {
  yes: { help: 'do it; without --yes a step only says what it would do' },
  ...CONNECTION_OPTIONS,
  'scratch-database': {
    value: 'NAME',
    kind: 'text',
    help: 'backup: an empty database to read the dump back into, for a user who may not make one',
  },
  package: {
    value: 'NAME',
    kind: 'text',
    help: 'plan: the template for what V1 does not know (default starter)',
  },
  accept: {
    value: 'KINDS',
    kind: 'text',
    help: 'plan: take the proposals of these kinds: primary,docroot,subdomain,alias,php,package,limits,email,pending',
  },
  'with-passwords': { help: 'plan: the password of the panel also becomes that of the Linux user' },
  confirm: { value: 'NAME', kind: 'text', help: 'drop-columns: the name of the database again' },
  'leave-held': { help: 'drop-columns: go on although accounts are held back' },
  'keep-deleted': { help: 'drop-columns: go on although soft-deleted rows could log in again' },
  out: {
    value: 'FOLDER',
    kind: 'folder',
    help: 'plan: write the sets there, to look at; report: the report, as text and HTML',
  },
};

const MIGRATION_LOCK = '_migrate_v1';

export const v1: Command = {
  name: 'v1',
  summary: "from the V1 panel's database to sets, accounts and a report to sign",
  description: `Takes the accounts of a V1 panel (its tables users, packages, domains, databases, ftp_accounts) over.
Every step first says what it would do, and does it with --yes; each can be taken again at any time and
goes on where it ended. What was decided is kept in /var/lib/jopanel/migrate-v1.

backup dumps the database, reads the dump back and compares it. plan says for every user what will be
written, what does not fit, why, and what to do about it; a user that does not fit is held back. write writes
the sets, never over one that is there. converge brings them into force; Linux users that are there are
adopted with their own uid. verify compares row with set, and set with host. drop-columns takes the V1
columns out of users, leaving id, username, password_hash and role; it wants a verification that passed,
and the name of the database. report prints what is to be signed off; status, or no step at all, says
where the migration is. Logins to the panel go on all the time.

Exit: 0 done; 1 it failed; 2 there is something to do, or something that does not fit.`,
  positionals: [{ name: 'STEP', kind: Object.keys(STEPS), optional: true }],
  options: OPTIONS,
  examples: [
    {
      line: 'jopanel migrate v1 plan --database panel',
      help: 'what would become of every user; changes nothing',
    },
    {
      line: 'jopanel migrate v1 plan --accept primary,php --yes',
      help: 'take two kinds of proposals, and keep the plan',
    },
    { line: 'jopanel migrate v1 report --out ~/migration', help: 'as text, and as HTML to print and sign' },
  ],
  root: true,
  output: async () => (await import('./steps/step-outputs.ts')).MigrateOutput,
  async run(invocation) {
    const [name = 'status'] = invocation.positionals;
    const step = STEPS[name];
    if (step === undefined)
      return {
        wrongUsage: `there is no step ${JSON.stringify(name)}; the steps are: ${Object.keys(STEPS).join(', ')}`,
      };
    const foreign = optionOfAnotherStep(invocation, step);
    if (foreign !== undefined) return { wrongUsage: `--${foreign} is no option of ${name}` };
    const { openMigration } = await import('./steps/migration-context.ts');
    const migration = await openMigration(invocation);
    if (!migration.yes) return step.run(migration);
    const { removeOptionFile } = await import('./backup/option-file.ts');
    const locked = await migration.state.users.withLock(MIGRATION_LOCK, { waitMs: 0 }, async () => {
      await removeOptionFile(migration.state.settings.run_dir);
      return step.run(migration);
    });
    return locked.ok
      ? locked.value
      : failed(invocation, `another run of the migration is at work: ${locked.why}\nwait until it has ended`);
  },
};

function optionOfAnotherStep({ text, flag }: Invocation, { options }: MigrationStep): string | undefined {
  const known = [...options, ...Object.keys(CONNECTION_OPTIONS)];
  return Object.keys(OPTIONS).find(
    (option) => !known.includes(option) && (text(option) !== undefined || flag(option)),
  );
}
