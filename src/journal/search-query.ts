// Finds accounts by any words that an operator remembers.
import type { DatabaseSync } from 'node:sqlite';
import { text } from './row.ts';
import { queryWords } from './search-words.ts';

/** A trigram index finds nothing shorter. */
const TRIGRAM = 3;

const ORDER = `ORDER BY
  searchable.username <> $whole,
  substr(searchable.username, 1, length($whole)) <> $whole,
  length(searchable.username), searchable.username
  LIMIT $limit`;

/**
 * Every word must occur somewhere in the account. An exact username comes first, then usernames with that beginning.
 */
export function prepareSearch(db: DatabaseSync): (query: string, limit: number) => readonly string[] {
  const indexed = db.prepare(
    `SELECT searchable.username FROM search JOIN searchable ON searchable.id = search.rowid
     WHERE search MATCH $words ${ORDER}`,
  );
  const scanned = db.prepare(
    `SELECT username FROM searchable WHERE NOT EXISTS (
       SELECT 1 FROM json_each($words) AS word WHERE instr(
         username || char(10) || domains || char(10) || contact_email || char(10) || package,
         word.value) = 0) ${ORDER}`,
  );
  return (query, limit) => {
    const words = queryWords(query);
    if (words.length === 0) return [];
    const whole = words.join(' ');
    const rows = words.every((word) => [...word].length >= TRIGRAM)
      ? indexed.all({ words: words.map(quoted).join(' '), whole, limit })
      : scanned.all({ words: JSON.stringify(words), whole, limit });
    return rows.map((row) => text(row, 'username'));
  };
}

/** Quotes a word as an FTS5 phrase, in which nothing is an operator. */
function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}
