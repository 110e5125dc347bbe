// The plan as it is kept between the steps: what will be written, and what does not fit.

import { z } from 'zod';
import { ACCEPTABLE, MigrationFinding } from './migration-finding.ts';

export const PlanEntry = z.object({
  id: z.int().meta({ description: 'users.id' }),
  username: z.string(),
  state: z.enum(['write', 'held', 'skipped']).meta({
    description: 'held: something does not fit, and nothing is written; skipped: no hosting account.',
  }),
  linux_user: z.enum(['make', 'adopt']).nullable(),
  uid: z.int().nullable(),
  gid: z.int().nullable(),
  status: z.enum(['active', 'suspended']).nullable(),
  package: z.string().nullable(),
  primary_domain: z.string().nullable(),
  domains: z.int().meta({ description: 'Names in V1, of every type.' }),
  databases: z.int(),
  revision: z.string().nullable(),
  findings: z.array(MigrationFinding),
});
export type PlanEntry = z.infer<typeof PlanEntry>;

/** The six files by name; secret, for a password may be among them. */
export const PlannedFiles = z.record(z.string(), z.record(z.string(), z.unknown()));
export type PlannedFiles = z.infer<typeof PlannedFiles>;

const PlanOptions = z.object({
  template: z.string(),
  with_passwords: z.boolean(),
  accept: z.array(z.enum(ACCEPTABLE)),
});

export const MigrationPlan = z.object({
  version: z.literal(1),
  made_at: z.string(),
  database: z.string(),
  digest: z.string().meta({ description: 'Of the rows that the plan is made of.' }),
  options: PlanOptions,
  rows: z.object({
    users: z.int(),
    packages: z.int(),
    domains: z.int(),
    databases: z.int(),
    ftp_accounts: z.int(),
    settings: z.int(),
  }),
  general: z.array(MigrationFinding).meta({ description: 'What belongs to no single account.' }),
  accounts: z.array(PlanEntry),
});
export type MigrationPlan = z.infer<typeof MigrationPlan>;

export const SavedPlan = MigrationPlan.extend({ files: z.record(z.string(), PlannedFiles) });
export type SavedPlan = z.infer<typeof SavedPlan>;

interface PlanCounts {
  readonly write: number;
  readonly held: number;
  readonly skipped: number;
  readonly make: number;
  readonly adopt: number;
  /** Rows of users that cannot be read; with the three states they add up to the rows of users. */
  readonly unreadable: number;
  /** Accounts that are hosted although V1 no longer has them: for each there is a command to be run. */
  readonly still_hosted: number;
}

export function countsOf({ rows, accounts, general }: MigrationPlan): PlanCounts {
  const findings = [...general, ...accounts.flatMap((account) => account.findings)];
  const count = (test: (account: PlanEntry) => boolean) => accounts.filter(test).length;
  return {
    write: count(({ state }) => state === 'write'),
    held: count(({ state }) => state === 'held'),
    skipped: count(({ state }) => state === 'skipped'),
    make: count(({ state, linux_user }) => state === 'write' && linux_user === 'make'),
    adopt: count(({ state, linux_user }) => state === 'write' && linux_user === 'adopt'),
    unreadable: rows.users - accounts.length,
    still_hosted: findings.filter(({ kind }) => kind === 'still_hosted').length,
  };
}

/** Those whose sets are written. */
export function toWrite({ accounts }: Pick<MigrationPlan, 'accounts'>): readonly PlanEntry[] {
  return accounts.filter(({ state }) => state === 'write');
}
