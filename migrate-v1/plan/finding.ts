// What does not fit, in words for the person who signs the migration off.

import { z } from 'zod';

/** In the order of the report. */
export const KINDS = {
  unreadable: 'Rows that cannot be read',
  username: 'Usernames that break the pattern',
  linux_user: 'Linux users that cannot be adopted',
  home: 'Homes that belong to somebody else',
  exists: 'Accounts that have a set already',
  contested: 'Names that two accounts want',
  primary: 'Several or no primary domain',
  docroot: 'Document roots that jopanel cannot serve',
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
  ftp: 'FTP accounts that are not carried over',
  certificate: 'Certificates',
  password: 'Passwords',
  created: 'Times',
  orphan: 'Rows of nobody',
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
] as const satisfies readonly Kind[];
export type Acceptable = (typeof ACCEPTABLE)[number];

export const Finding = z.object({
  kind: z.enum(KIND_NAMES),
  /** Held back until it is mended or its proposal accepted; else only to be known. */
  blocks: z.boolean(),
  accepted: z.boolean(),
  /** The row or value that it is about. */
  subject: z.string(),
  what: z.string(),
  why: z.string(),
  proposal: z.string(),
});
export type Finding = z.infer<typeof Finding>;

interface Words {
  readonly subject: string;
  readonly what: string;
  readonly why: string;
  readonly proposal: string;
}

/** @param accept what the operator has said yes to in general */
export function finding(kind: Kind, words: Words, accept: ReadonlySet<string> = new Set()): Finding {
  const accepted = ACCEPTABLE.some((each) => each === kind) && accept.has(kind);
  return { kind, blocks: !accepted, accepted, ...words };
}

export function note(kind: Kind, words: Words): Finding {
  return { kind, blocks: false, accepted: false, ...words };
}

/** A value, and what a person should know of how it came about. */
export interface Decided<T> {
  readonly value: T;
  readonly findings: readonly Finding[];
}
