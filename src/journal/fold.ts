// A fold: tables that are computed from the events alone, kept up to date in the events' own transaction.
import type { DatabaseSync } from 'node:sqlite';
import type { StoredEvent } from './event.ts';
import type { Row } from './row.ts';

export type ApplyEvent = (event: StoredEvent) => void;

/**
 * A fold reads no table but its own. Whoever changes what it computes raises `version`, and the next start
 * computes it anew; a new column needs a default, because a checkpoint's snapshot may lack it.
 */
export interface Fold {
  readonly name: string;
  readonly version: number;
  /** Table name to its definition. These hold all of the fold's state and are what a snapshot keeps. */
  readonly tables: Readonly<Record<string, string>>;
  /** Statements that create indexes over the tables, and what else is computed from them. */
  readonly extras?: readonly string[];
  /** What the extras hold, in order, where that can go wrong by itself; `verify` compares it too. */
  indexed?(db: DatabaseSync): Iterable<Row>;
  prepare(db: DatabaseSync): ApplyEvent;
  /** Computes the extras anew after rows were put into the tables directly. */
  restored?(db: DatabaseSync): void;
}
