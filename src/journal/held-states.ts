// What is held back: by a guard, by a contest, or by the checker of a service.
import type { Revision } from '../model/revision.ts';
import { integer, integerOrNull, type Row, revision, text, textOrNull } from './row.ts';

export interface HeldGuard {
  readonly guard: string;
  readonly account: string | null;
  readonly reason: string;
  /** The reason as a value, and how many accounts it is about; null in what an older release wrote. */
  readonly cause: string | null;
  readonly count: number | null;
  readonly since: number;
}

export interface Contest {
  readonly account: string | null;
  readonly resource: string;
  readonly item: string;
  readonly expected: string;
  readonly found: string;
  readonly since: number;
}

export interface Quarantine {
  readonly account: string;
  readonly service: string;
  readonly message: string;
  readonly revision: Revision;
  readonly since: number;
}

/** An action of the after phase that has failed and waits for its next try. */
export interface AfterRetry {
  readonly account: string;
  readonly resource: string;
  readonly item: string;
  /** How many times in a row it has failed. */
  readonly attempts: number;
  readonly retryAt: number;
  readonly error: string;
}

export function readAfterRetry(row: Row): AfterRetry {
  return {
    account: text(row, 'account'),
    resource: text(row, 'resource'),
    item: text(row, 'item'),
    attempts: integer(row, 'attempts'),
    retryAt: integer(row, 'retry_at'),
    error: text(row, 'error'),
  };
}

export function readGuard(row: Row): HeldGuard {
  return {
    guard: text(row, 'guard'),
    account: text(row, 'account') || null,
    reason: text(row, 'reason'),
    // A reader may see a journal whose folds an older release computed.
    cause: row.cause === undefined ? null : textOrNull(row, 'cause'),
    count: row.count === undefined ? null : integerOrNull(row, 'count'),
    since: integer(row, 'since'),
  };
}

export function readContest(row: Row): Contest {
  return {
    account: text(row, 'account') || null,
    resource: text(row, 'resource'),
    item: text(row, 'item'),
    expected: text(row, 'expected'),
    found: text(row, 'found'),
    since: integer(row, 'since'),
  };
}

export function readQuarantine(row: Row): Quarantine {
  return {
    account: text(row, 'account'),
    service: text(row, 'service'),
    message: text(row, 'message'),
    revision: revision(row, 'revision'),
    since: integer(row, 'since'),
  };
}
