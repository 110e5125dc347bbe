// Adds a row to `users` for each account that has none. Rows of the panel are never changed, and no row is ever
// deleted. A new row allows no login before the panel sets a password.
import { z } from 'zod';
import type { AccountRow } from './account-row.ts';
import type { Place } from './cursor.ts';
import { placeholders } from './placeholders.ts';
import type { Value } from './session.ts';

/** No hash of any kind begins like this, so no password matches it. */
const NO_PASSWORD = '!';

const Column = z.object({ name: z.string(), nullable: z.enum(['YES', 'NO']) });
const Name = z.object({ username: z.string() });

/** The values for the columns of `users`, as far as the table has them; other columns take their defaults. */
type Give = (account: AccountRow) => Value;

export interface Logins {
  readonly columns: ReadonlyMap<string, Give>;
  /** Whether the table has a host column; the table of an older panel has none. */
  readonly byHost: boolean;
}

/** Inspects the table once per session. */
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
  // With IGNORE a panel's own column without a default takes the default of its type, and a row that the panel
  // inserts at the same moment stays. `verify` reports a row that could not be added.
  await place.session.batch(
    `INSERT IGNORE INTO users (${names.map(quoted).join(', ')}) VALUES (${placeholders(names.length)})`,
    missing.map((account) => [...logins.columns.values()].map((give) => give(account))),
  );
}

/** Which of these usernames have a row. */
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
