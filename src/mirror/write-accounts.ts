// Writes the rows of accounts in bulk and skips rows that are unchanged.
import { z } from 'zod';
import { ACCOUNT_COLUMNS, type AccountRow } from './account-row.ts';
import type { Place } from './cursor.ts';
import { placeholders } from './placeholders.ts';

const COLUMNS = ['host', ...ACCOUNT_COLUMNS];
const PUT = `INSERT INTO mirror_accounts (${COLUMNS.join(', ')}) VALUES (${placeholders(COLUMNS.length)})
  ON DUPLICATE KEY UPDATE ${ACCOUNT_COLUMNS.map((column) => `${column} = VALUES(${column})`).join(', ')}`;
const PUT_DOMAIN = 'INSERT INTO mirror_domains (host, username, domain) VALUES (?, ?, ?)';
const DROP_DOMAIN = 'DELETE FROM mirror_domains WHERE host = ? AND username = ? AND domain = ?';

const Name = z.object({ username: z.string(), domain: z.string() });

export async function writeAccounts({ session, host }: Place, rows: readonly AccountRow[]): Promise<void> {
  if (rows.length === 0) return;
  await session.batch(
    PUT,
    rows.map(({ columns }) => [host, ...ACCOUNT_COLUMNS.map((column) => columns[column])]),
  );
  const usernames = rows.map(({ username }) => username);
  const sql = `SELECT username, domain FROM mirror_domains WHERE host = ? AND username IN (${placeholders(rows.length)})`;
  const there = new Set((await session.rows(Name, sql, [host, ...usernames])).map(key));
  const wanted = new Map(
    rows.flatMap(({ username, domains }) =>
      domains.map((domain) => [key({ username, domain }), [host, username, domain]] as const),
    ),
  );
  const extra = [...there].filter((each) => !wanted.has(each));
  await session.batch(
    DROP_DOMAIN,
    extra.map((each) => [host, ...each.split(' ')]),
  );
  await session.batch(
    PUT_DOMAIN,
    [...wanted].filter(([each]) => !there.has(each)).map(([, row]) => row),
  );
}

export async function removeAccounts({ session, host }: Place, usernames: readonly string[]): Promise<void> {
  if (usernames.length === 0) return;
  for (const table of ['mirror_accounts', 'mirror_domains'])
    await session.run(
      `DELETE FROM ${table} WHERE host = ? AND username IN (${placeholders(usernames.length)})`,
      [host, ...usernames],
    );
}

export async function removeAllAccounts({ session, host }: Place): Promise<void> {
  for (const table of ['mirror_accounts', 'mirror_domains'])
    await session.run(`DELETE FROM ${table} WHERE host = ?`, [host]);
}

/** Separates the fields; none of them contains a space. */
function key({ username, domain }: z.infer<typeof Name>): string {
  return `${username} ${domain}`;
}
