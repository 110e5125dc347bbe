// What a person signs off: everything that was found, decided and done, in a stable order, counts first.

import type { Backup } from '../backup/back-up.ts';
import { countsOf, type MigrationPlan } from '../plan/plan-file.ts';
import { accountsOf, reportGroupsOf } from './report-accounts.ts';
import type { MigrationReport, ReportInput, ReportLine } from './report-shape.ts';

export function reportOf(input: ReportInput): MigrationReport {
  const { plan, host, made } = input;
  const { options } = plan;
  return {
    title: 'Migration from the V1 panel',
    facts: [
      { label: 'Host', value: host },
      { label: 'Database', value: plan.database },
      { label: 'This report', value: made },
      { label: 'Plan', value: `${plan.made_at}, of rows with the digest ${plan.digest}` },
      { label: 'Package template', value: options.template },
      {
        label: 'Proposals accepted in general',
        value: options.accept.length === 0 ? 'none' : options.accept.join(', '),
      },
      {
        label: 'Passwords',
        value: options.with_passwords
          ? 'also become Linux passwords (--with-passwords)'
          : 'stay with the panel; new Linux users have none, adopted ones keep theirs',
      },
    ],
    counts: countLines(input),
    steps: stepLines(input),
    left: leftLines(plan),
    groups: reportGroupsOf(plan),
    accounts: accountsOf(input),
  };
}

function countLines({ plan, verification }: ReportInput): ReportLine[] {
  const { write, held, skipped, make, adopt, unreadable, still_hosted } = countsOf(plan);
  const verified = verification?.accounts.filter(({ ok }) => ok).length;
  return [
    { label: 'Rows of users', value: String(plan.rows.users) },
    { label: 'Accounts to write', value: String(write) },
    { label: '  with a new Linux user', value: String(make) },
    { label: '  with an adopted Linux user', value: String(adopt) },
    { label: 'Accounts held back', value: String(held) },
    { label: 'Rows that are no hosting accounts', value: String(skipped) },
    ...(unreadable === 0 ? [] : [{ label: 'Rows that cannot be read', value: String(unreadable) }]),
    ...(still_hosted === 0
      ? []
      : [
          {
            label: 'Accounts to end or to suspend',
            value: `${still_hosted}, hosted although V1 no longer has them`,
          },
        ]),
    ...(verified === undefined
      ? []
      : [
          { label: 'Accounts verified', value: String(verified) },
          {
            label: 'Accounts that differ',
            value: String(verification ? verification.accounts.length - verified : 0),
          },
        ]),
  ];
}

function stepLines({ plan, backup, laterBackup, written, verification, dropped }: ReportInput): ReportLine[] {
  const refused = written?.accounts.filter(({ outcome }) => outcome === 'refused').length ?? 0;
  return [
    { label: 'Backup', value: backup === undefined ? 'not made' : backupLine(backup) },
    ...(backup?.restore ?? []).map((command) => ({ label: '  to restore it', value: command })),
    ...(laterBackup === undefined
      ? []
      : [{ label: 'Backup without V1 columns', value: backupLine(laterBackup) }]),
    { label: 'Plan', value: plan.made_at },
    {
      label: 'Sets written',
      value:
        written === undefined
          ? 'no'
          : `${written.written_at}, ${written.accounts.length - refused} of ${written.accounts.length}`,
    },
    {
      label: 'Verified',
      value:
        verification === undefined
          ? 'no'
          : `${verification.verified_at}, ${verification.passed ? 'passed' : 'not passed'}`,
    },
    {
      label: 'V1 columns dropped',
      value: dropped === undefined ? 'no' : `${dropped.dropped_at}: ${dropped.columns.join(', ')}`,
    },
  ];
}

function backupLine({ made_at, file, bytes, sha256, tables }: Backup): string {
  return `${made_at}, ${file}, ${bytes} bytes, sha256 ${sha256}, read back and compared: ${tables.length} tables`;
}

/** What the migration does not touch. */
function leftLines({ rows }: MigrationPlan): ReportLine[] {
  return [
    {
      label: `${rows.databases} databases`,
      value: 'stay in MariaDB as they are; jopanel keeps limits of their number',
    },
    {
      label: `${rows.settings} settings`,
      value: 'are of the V1 panel itself; none of them is carried over',
    },
    { label: 'The rows of users', value: 'stay with id, username, password_hash and role: logins go on' },
    { label: 'Files of sites', value: 'stay where they are; only what this report says is to be moved' },
  ];
}
