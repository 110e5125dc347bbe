// The row of an account in the mirror: a pure function of the journal's folds.
import { z } from 'zod';
import type { AccountState } from '../journal/account-state.ts';
import { searchWords } from '../journal/search-words.ts';
import { sqlTime } from './sql-time.ts';
import { trigramsOf } from './trigrams.ts';

/** The version of a row's content. A change to the content must raise it; every host then writes its rows again. */
export const ROWS_VERSION = 2;

/** In the order of the table, after the host. */
export const ACCOUNT_COLUMNS = [
  'username',
  'status',
  'package',
  'primary_domain',
  'contact_email',
  'phase',
  'desired_revision',
  'applied_revision',
  'created_at',
  'updated_at',
  'applied_at',
  'vanished_at',
  'retired_at',
  'words',
  'trigrams',
] as const;

type AccountColumn = (typeof ACCOUNT_COLUMNS)[number];

export interface AccountRow {
  readonly username: string;
  readonly columns: Readonly<Record<AccountColumn, string | null>>;
  /** Sorted. */
  readonly domains: readonly string[];
}

const Times = z.object({ account: z.object({ created_at: z.string(), updated_at: z.string() }) });
const Databases = z.object({
  services: z.object({ mariadb: z.object({ databases: z.array(z.object({ name: z.string() })) }) }),
});

/** Undefined for a purged account. @param content the text of the account's desired revision, where it has one */
export function accountRow(account: AccountState, content: string | undefined): AccountRow | undefined {
  if (account.purgedAt !== null) return undefined;
  const { username, contactEmail, domains } = account;
  const isKnown = account.status !== null;
  const parsed: unknown = content === undefined ? undefined : JSON.parse(content);
  // Accounts are not searchable before their first accepted set, as in the local index.
  const words = isKnown
    ? searchWords({
        username,
        // A database is looked for by its name, as a domain is.
        domains: [...domains, ...databasesIn(parsed)],
        contactEmail: contactEmail ?? '',
        package: account.package ?? '',
      }).join('\n')
    : '';
  const times = timesIn(parsed);
  return {
    username,
    columns: {
      username,
      status: account.status,
      package: account.package,
      primary_domain: account.primaryDomain,
      contact_email: contactEmail,
      phase: account.phase,
      desired_revision: account.desiredRevision,
      applied_revision: account.appliedRevision,
      created_at: instant(times?.created_at),
      updated_at: instant(times?.updated_at),
      applied_at: time(account.appliedAt),
      vanished_at: time(account.vanishedAt),
      retired_at: time(account.retiredAt),
      words,
      trigrams: trigramsOf(words).join(' '),
    },
    domains: [...new Set(domains)].sort(),
  };
}

function timesIn(content: unknown): z.infer<typeof Times>['account'] | undefined {
  const parsed = Times.safeParse(content);
  return parsed.success ? parsed.data.account : undefined;
}

function databasesIn(content: unknown): string[] {
  const parsed = Databases.safeParse(content);
  return parsed.success ? parsed.data.services.mariadb.databases.map(({ name }) => name) : [];
}

function instant(text: string | undefined): string | null {
  return text === undefined ? null : time(Temporal.Instant.from(text).epochMilliseconds);
}

function time(epochMs: number | null): string | null {
  return epochMs === null ? null : sqlTime(epochMs);
}
