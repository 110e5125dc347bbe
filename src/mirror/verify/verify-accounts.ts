// Compares the rows of accounts, their domains and their logins with the journal's folds.
import { z } from 'zod';
import type { AccountState } from '../../journal/account-state.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { ACCOUNT_COLUMNS, type AccountRow, accountRow } from '../account-row.ts';
import { type Logins, loginsThere } from '../add-logins.ts';
import type { Place } from '../cursor.ts';
import { contentOf } from '../mirror-accounts.ts';
import type { MirrorFinding } from './verification-report.ts';

const CHUNK = 500;
/** Sorts after every username. */
const END = '\u{10ffff}';

const Row = z.object(Object.fromEntries(ACCOUNT_COLUMNS.map((column) => [column, z.string().nullable()])));
const Name = z.object({ username: z.string(), domain: z.string() });

/** @param through the entry up to which the rows claim to be current; later changes are not compared */
export async function* verifyAccounts(
  place: Place,
  logins: Logins,
  journal: JournalReader,
  through: number,
): AsyncGenerator<MirrorFinding | { readonly done: number }> {
  for (let after = '', done = 0; ; ) {
    const accounts = journal.accountPage({ after, limit: CHUNK });
    const isLast = accounts.length < CHUNK;
    const last = isLast ? END : (accounts.at(-1)?.username ?? END);
    const found = await rowsBetween(place, after, last);
    const settled = new Map(accounts.map((account) => [account.username, account]));
    const expected = new Map<string, AccountRow>();
    for (const account of accounts) {
      const row = accountRow(account, contentOf(journal, account));
      if (row !== undefined && account.lastEventSeq <= through) expected.set(row.username, row);
    }
    for (const [username, row] of expected) yield* compare(row, found.get(username));
    for (const username of found.keys()) yield* unexpected(username, settled.get(username), through);
    yield* await missingLogins(place, logins, [...expected.values()]);
    done += accounts.length;
    yield { done };
    if (isLast) return;
    after = last;
  }
}

interface FoundRow {
  readonly columns: Readonly<Record<string, string | null>> | undefined;
  readonly domains: readonly string[];
}

async function rowsBetween(
  { session, host }: Place,
  after: string,
  last: string,
): Promise<ReadonlyMap<string, FoundRow>> {
  const between = 'WHERE host = ? AND username > ? AND username <= ? ORDER BY username';
  const rows = await session.rows(
    Row,
    `SELECT ${ACCOUNT_COLUMNS.join(', ')} FROM mirror_accounts ${between}`,
    [host, after, last],
  );
  const names = await session.rows(Name, `SELECT username, domain FROM mirror_domains ${between}, domain`, [
    host,
    after,
    last,
  ]);
  const domains = Map.groupBy(names, ({ username }) => username);
  const columns = new Map(rows.map((row) => [row.username ?? '', row]));
  return new Map(
    [...new Set([...columns.keys(), ...domains.keys()])].map((username) => [
      username,
      { columns: columns.get(username), domains: (domains.get(username) ?? []).map(({ domain }) => domain) },
    ]),
  );
}

function* compare(expected: AccountRow, found: FoundRow | undefined): Generator<MirrorFinding> {
  const { username } = expected;
  if (found?.columns === undefined) {
    yield wrong(username, 'its row is missing');
    return;
  }
  for (const column of ACCOUNT_COLUMNS) {
    const [is, should] = [found.columns[column] ?? null, expected.columns[column]];
    if (is === should) continue;
    const isLong = column === 'words' || column === 'trigrams';
    yield wrong(
      username,
      isLong ? `${column} are not those that it is found by` : `${column} is ${is}, and should be ${should}`,
    );
  }
  const [are, should] = [found.domains.join(' '), expected.domains.toSorted(byBytes).join(' ')];
  if (are !== should)
    yield wrong(username, `its domains are ${are || 'none'}, and should be ${should || 'none'}`);
}

function* unexpected(
  username: string,
  account: AccountState | undefined,
  through: number,
): Generator<MirrorFinding> {
  const isGone = account === undefined || (account.purgedAt !== null && account.lastEventSeq <= through);
  if (isGone) yield wrong(username, 'the journal knows no such account');
}

async function missingLogins(
  place: Place,
  logins: Logins,
  rows: readonly AccountRow[],
): Promise<MirrorFinding[]> {
  const wanted = rows.filter(({ columns }) => columns.status !== null).map(({ username }) => username);
  const there = await loginsThere(place, logins, wanted);
  return wanted
    .filter((username) => !there.has(username))
    .map((username) => ({
      what: 'login',
      subject: username,
      message: 'it has no row in users',
      mend: 'rebuild',
    }));
}

function wrong(subject: string, message: string): MirrorFinding {
  return { what: 'account', subject, message, mend: 'rebuild' };
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : 1;
}
