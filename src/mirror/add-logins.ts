// Gives each account a row in `users`, where there is none of its name: the panel's own rows are never touched,
// and none is taken away. Nobody can log in by a new one before the panel sets a password.
import { z } from 'zod';
import type { AccountRow } from './account-row.ts';
import type { Place } from './cursor.ts';
import { placeholders } from './placeholders.ts';
import type { Value } from './session.ts';

/** No hash of any kind begins so, and no password gives it. */
const NO_PASSWORD = '!';

const Column = z.object({ name: z.string(), nullable: z.enum(['YES', 'NO']) });
const Name = z.object({ username: z.string() });

/** What a column of `users` is given, as far as this table has it; the rest takes its default. */
type Give = (account: AccountRow) => Value;

export interface Logins {
  readonly columns: ReadonlyMap<string, Give>;
  /** A panel's older table knows one host only. */
  readonly byHost: boolean;
}

/** Looks at the table once for each session. */
export async function readLogins({ session, host }: Place): Promise<Logins> {
  const found = await session.rows(
    Column,
    `SELECT column_name AS name, is_nullable AS nullable FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name = 'users'`,
  );
  const known: Readonly<Record<string, Give>> = {
    username: ({ username }) => username,
    host: () => host,
    role: () => 'user',
    email: ({ columns }) => columns.contact_email,
    status: ({ columns }) => columns.status,
    created_at: ({ columns }) => columns.created_at,
    updated_at: ({ columns }) => columns.updated_at,
  };
  const columns = new Map<string, Give>();
  for (const { name, nullable } of found) {
    const give = name === 'password_hash' ? () => (nullable === 'YES' ? null : NO_PASSWORD) : known[name];
    if (give !== undefined) columns.set(name, give);
  }
  return { columns, byHost: columns.has('host') };
}

export async function addLogins(
  place: Place,
  logins: Logins,
  accounts: readonly AccountRow[],
): Promise<void> {
  const known = accounts.filter(({ columns }) => columns.status !== null);
  const there = await loginsThere(
    place,
    logins,
    known.map(({ username }) => username),
  );
  const missing = known.filter(({ username }) => !there.has(username));
  const names = [...logins.columns.keys()];
  // IGNORE, so that a column of the panel's own that has no default takes its type's, and a row that the panel
  // adds in this moment stays. What cannot be added is found by `verify`.
  await place.session.batch(
    `INSERT IGNORE INTO users (${names.map(quoted).join(', ')}) VALUES (${placeholders(names.length)})`,
    missing.map((account) => [...logins.columns.values()].map((give) => give(account))),
  );
}

/** Of these usernames, those that have a row. */
export async function loginsThere(
  { session, host }: Place,
  { byHost }: Logins,
  usernames: readonly string[],
): Promise<ReadonlySet<string>> {
  if (usernames.length === 0) return new Set();
  const rows = await session.rows(
    Name,
    `SELECT username FROM users WHERE username IN (${placeholders(usernames.length)}) ${byHost ? 'AND host = ?' : ''}`,
    [...usernames, ...(byHost ? [host] : [])],
  );
  return new Set(rows.map(({ username }) => username));
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
