// Finds accounts in MariaDB: the same accounts in the same order as the local index, which needs no server.
import { z } from 'zod';
import { queryWords } from '../journal/search-words.ts';
import type { Session, Value } from './session.ts';
import { trigramsOf } from './trigrams.ts';

const Found = z.object({ host: z.string(), username: z.string() });
export type Found = z.infer<typeof Found>;

/** This many trigrams leave few rows; `words` makes the decision. */
const MOST_TRIGRAMS = 40;

interface SearchQuery {
  readonly query: string;
  readonly limit: number;
  /** Limits the search to one host. */
  readonly host?: string;
}

/**
 * Every word must occur somewhere in the account. An exact username comes first, then usernames with that beginning.
 */
export async function searchMirror(session: Pick<Session, 'rows'>, query: SearchQuery): Promise<Found[]> {
  const words = queryWords(query.query);
  if (words.length === 0) return [];
  const { sql, values } = statementFor(words, query);
  return session.rows(Found, sql, values);
}

interface Condition {
  readonly sql: string;
  readonly value: Value;
}

function statementFor(
  words: readonly string[],
  { limit, host }: SearchQuery,
): { readonly sql: string; readonly values: readonly Value[] } {
  const whole = words.join(' ');
  // Words of one or two characters have no trigram: a query of such words alone reads all rows.
  const trigrams = words.flatMap(trigramsOf).slice(0, MOST_TRIGRAMS);
  const conditions: Condition[] = words.map((word) => ({ sql: 'INSTR(words, ?) > 0', value: word }));
  if (host !== undefined) conditions.push({ sql: 'host = ?', value: host });
  if (trigrams.length > 0) {
    const all = trigrams.map((trigram) => `+${trigram}`).join(' ');
    conditions.push({ sql: 'MATCH (trigrams) AGAINST (? IN BOOLEAN MODE)', value: all });
  }
  return {
    sql: `SELECT host, username FROM mirror_accounts
      WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}
      ORDER BY username <> ?, LEFT(username, CHAR_LENGTH(?)) <> ?, CHAR_LENGTH(username), username, host
      LIMIT ?`,
    values: [...conditions.map(({ value }) => value), whole, whole, whole, limit],
  };
}
