// What does not fit, for the person who signs the migration off.

import { z } from 'zod';
import { AcceptedChange } from './accepted-change.ts';

/** In the order of the report. */
export const KINDS = {
  unreadable: 'Rows that cannot be read',
  username: 'Usernames that break the pattern',
  linux_user: 'Linux users that cannot be adopted',
  home: 'Homes that belong to another user',
  adoption: 'What ends for adopted Linux users, and what they bring along',
  still_hosted: 'Accounts that are hosted although V1 no longer has them',
  exists: 'Accounts that have a set already',
  contested: 'Names that two accounts want',
  primary: 'Several or no primary domain',
  docroot: 'Document roots that jopanel cannot serve',
  htaccess: 'Files of Apache that nginx does not read',
  domain: 'Domain names that cannot be',
  subdomain: 'Subdomains without a parent',
  alias: 'Aliases with a site of their own',
  php: 'PHP versions',
  package: 'Packages',
  limits: 'More than the package allows',
  email: 'Addresses that cannot be',
  pending: 'Accounts that are pending',
  refused: 'What else the check of a set refuses',
  soft_deleted: 'Soft-deleted rows',
  panel_only: 'Panel users that are no hosting accounts',
  panel_role: 'Admins and resellers with domains of their own',
  database: 'Databases and their users',
  ftp: 'FTP accounts',
  certificate: 'Certificates',
  password: 'Passwords',
  created: 'Times',
  orphan: 'Rows without a user',
} as const;

const KIND_NAMES = Object.keys(KINDS).filter((name): name is Kind => name in KINDS);
export type Kind = keyof typeof KINDS;

/** Where the proposal can be taken as it stands: `--accept` names these. */
export const ACCEPTABLE = [
  'primary',
  'docroot',
  'subdomain',
  'alias',
  'php',
  'package',
  'limits',
  'email',
  'pending',
  'database',
] as const satisfies readonly Kind[];

export const MigrationFinding = z.object({
  kind: z.enum(KIND_NAMES),
  blocks: z
    .boolean()
    .meta({ description: 'True: the account is held back until this is mended or accepted.' }),
  accepted: z.boolean(),
  subject: z.string().meta({ description: 'The row or value that it is about.' }),
  what: z.string(),
  why: z.string(),
  proposal: z.string().meta({ description: 'What to do; of an accepted finding, what is done.' }),
  changes: z
    .array(AcceptedChange)
    .default([])
    .meta({ description: 'Where the set differs from the rows because the proposal was accepted.' }),
});
export type MigrationFinding = z.infer<typeof MigrationFinding>;

interface Statement {
  readonly subject: string;
  readonly what: string;
  readonly why: string;
  readonly proposal: string;
}

interface Proposal extends Statement {
  /** What is done once the proposal is accepted, where the proposal itself offers more than one way. */
  readonly taken?: string;
  /** What the set then says instead of the rows. */
  readonly changes?: readonly AcceptedChange[];
}

/** @param accept the kinds of proposals that the operator accepts */
export function finding(
  kind: Kind,
  { taken, changes = [], proposal, ...statement }: Proposal,
  accept: ReadonlySet<string> = new Set(),
): MigrationFinding {
  const accepted = ACCEPTABLE.some((each) => each === kind) && accept.has(kind);
  if (!accepted) return { kind, blocks: true, accepted, ...statement, proposal, changes: [] };
  return { kind, blocks: false, accepted, ...statement, proposal: taken ?? proposal, changes: [...changes] };
}

/** Something to be known that holds nothing back. */
export function noteFinding(kind: Kind, statement: Statement): MigrationFinding {
  return { kind, blocks: false, accepted: false, ...statement, changes: [] };
}

/** A value, and what a person should know of how it came about. */
export interface Decided<T> {
  readonly value: T;
  readonly findings: readonly MigrationFinding[];
}
