import type { Phase } from '../model/status/phase.ts';
import { type AccountState, readAccount } from './account-state.ts';
import { integer, text } from './row.ts';
import type { Statements } from './statements.ts';

export interface AccountsQuery {
  /** Only usernames that sort after this one. */
  readonly after?: string;
  readonly limit: number;
  readonly phase?: Phase;
  readonly status?: string;
}

const PAGE = 256;

export function accountPage(
  statements: Statements,
  { after = '', limit, phase, status }: AccountsQuery,
): readonly AccountState[] {
  const sql = `SELECT * FROM accounts
    WHERE username > ? AND (?2 IS NULL OR phase = ?2) AND (?3 IS NULL OR status = ?3)
    ORDER BY username LIMIT ?4`;
  return statements.all(sql, after, phase ?? null, status ?? null, limit).map(readAccount);
}

/** Every account ever seen, by name. It reads page by page, so events may be appended meanwhile. */
export function* allAccounts(statements: Statements): Generator<AccountState> {
  for (let after = ''; ; ) {
    const page = accountPage(statements, { after, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.username;
  }
}

/** Accounts without an accepted set (since they were purged, if they were) that are not dropped either. */
export function neverAccepted(statements: Statements): readonly string[] {
  // Without this hint SQLite reads all accounts by another index.
  const sql = `SELECT username FROM accounts INDEXED BY accounts_never_accepted
    WHERE desired_revision IS NULL AND purged_at IS NULL ORDER BY username`;
  return statements.all(sql).map((row) => text(row, 'username'));
}

/** Counts the accounts that are applied, and of which something does not work, by the reason of that condition. */
export function countDegraded(statements: Statements): ReadonlyMap<string, number> {
  // The first condition alone is fast, and the others read but few rows.
  const sql = `SELECT each.value ->> '$.reason' AS reason, count(*) AS accounts
    FROM accounts, json_each(accounts.conditions) AS each
    WHERE purged_at IS NULL AND conditions LIKE '%"type":"Degraded","status":"true"%'
      AND each.value ->> '$.type' = 'Degraded'
    GROUP BY reason`;
  return new Map(statements.all(sql).map((row) => [text(row, 'reason'), integer(row, 'accounts')]));
}

/** Counts the accounts that are not purged. */
export function countByPhase(statements: Statements): ReadonlyMap<string, number> {
  const sql = 'SELECT phase, count(*) AS accounts FROM accounts WHERE purged_at IS NULL GROUP BY phase';
  return new Map(statements.all(sql).map((row) => [text(row, 'phase'), integer(row, 'accounts')]));
}
