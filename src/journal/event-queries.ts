import type { EventKind, StoredEvent } from './event.ts';
import { EVENT_COLUMNS, type HashedLink, readEvent, readLink } from './event-row.ts';
import type { Statements } from './statements.ts';

export interface EventsQuery {
  /** Only events with a greater sequence number. */
  readonly after?: number;
  /** Only events with a smaller sequence number. */
  readonly before?: number;
  /** At which end to begin; the default is the oldest event. */
  readonly from?: 'oldest' | 'newest';
  readonly limit?: number;
  /** Of as many as hold about so many characters, and of at least one; the default is no bound. */
  readonly size?: number;
  readonly account?: string;
  readonly kind?: EventKind;
}

export function selectEvents(statements: Statements, query: EventsQuery): readonly StoredEvent[] {
  const { after = 0, before = Number.MAX_SAFE_INTEGER, limit = 100, account, kind } = query;
  const filters = [account === undefined ? '' : 'AND account = ?', kind === undefined ? '' : 'AND kind = ?'];
  const order = `ORDER BY seq ${query.from === 'newest' ? 'DESC' : 'ASC'}`;
  const matching = `SELECT ${EVENT_COLUMNS} FROM events WHERE seq > ? AND seq < ? ${filters.join(' ')}
    ${order} LIMIT ?`;
  const values = [after, before, account, kind, limit].filter((value) => value !== undefined);
  if (query.size === undefined) return statements.all(matching, ...values).map(readEvent);
  const bounded = `SELECT ${EVENT_COLUMNS} FROM (
      SELECT *, sum(length(data)) OVER (${order}) - length(data) AS ahead FROM (${matching}))
    WHERE ahead < ? ${order}`;
  return statements.all(bounded, ...values, query.size).map(readEvent);
}

export interface LinkPage {
  readonly limit: number;
  /** In characters. */
  readonly size: number;
}

/** The events after that number as they are stored: as many as hold about `size` characters, and at least one. */
export function selectLinks(
  statements: Statements,
  after: number,
  { limit, size }: LinkPage,
): readonly HashedLink[] {
  const sql = `SELECT ${EVENT_COLUMNS} FROM (
      SELECT *, sum(length(data)) OVER (ORDER BY seq) - length(data) AS before
      FROM (SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?))
    WHERE before < ? ORDER BY seq`;
  return statements.all(sql, after, limit, size).map(readLink);
}
