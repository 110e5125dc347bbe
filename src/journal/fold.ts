// A fold is a set of tables computed from the events alone and updated in the same transaction as the events.
import type { DatabaseSync } from 'node:sqlite';
import type { StoredEvent } from './event.ts';
import type { Row } from './row.ts';

export type ApplyEvent = (event: StoredEvent) => void;

/**
 * A fold reads only its own tables. A change to what it computes must raise `version`; the next start then
 * rebuilds it. A new column needs a default, because the snapshot of a checkpoint may not have it.
 */
export interface Fold {
  readonly name: string;
  readonly version: number;
  /** The definition of each table by its name. These tables hold the whole state of the fold and make up a snapshot. */
  readonly tables: Readonly<Record<string, string>>;
  /** Statements that create indexes and other structures derived from the tables. */
  readonly extras?: readonly string[];
  /**
   * The content of the derived structures in a fixed order, where they can go wrong by themselves; `verify` compares
   * it.
   */
  indexed?(db: DatabaseSync): Iterable<Row>;
  prepare(db: DatabaseSync): ApplyEvent;
  /** Recomputes the derived structures after rows were inserted into the tables directly. */
  restored?(db: DatabaseSync): void;
}
