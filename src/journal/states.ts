// The shapes of the journal's answers, except accounts, events and what is held back.
import { z } from 'zod';
import type { Revision } from '../model/revision.ts';
import { integer, integerOrNull, type Row, revision, text, textOrNull } from './row.ts';

/** `hash` of the event numbered `seq`; the journal's genesis hash while it has no event. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export interface AcceptedRevision {
  readonly seq: number;
  readonly time: number;
  readonly revision: Revision;
  /** When the whole revision was last applied; null: never. */
  readonly appliedAt: number | null;
  readonly content: ContentState;
}

/** Whether the journal has the content of a revision; `over_budget` and `expunged`: why not. */
export const ContentState = z.enum(['kept', 'over_budget', 'expunged']);
export type ContentState = z.infer<typeof ContentState>;

/** `account` is null for an item of the host as a whole, such as the shared nginx file. */
export interface InventoryItem {
  readonly item: string;
  readonly account: string | null;
  readonly resource: string;
  readonly sinceSeq: number;
  readonly state: 'intended' | 'present';
}

/** What the journal knows of a service: the digests of its files that were desired and loaded, and its last test. */
export interface JournalledService {
  readonly service: string;
  readonly desired: string | null;
  readonly loaded: string | null;
  readonly loadedAt: number | null;
  readonly test: { digest: string; ok: boolean; output: string; at: number } | null;
}

export interface OpenWave {
  readonly wave: string;
  readonly seq: number;
  readonly time: number;
}

export interface Repeat {
  readonly count: number;
  readonly lastTime: number;
}

export function readRevision(row: Row): AcceptedRevision {
  return {
    seq: integer(row, 'seq'),
    time: integer(row, 'time'),
    revision: revision(row, 'revision'),
    appliedAt: integerOrNull(row, 'applied_at'),
    content: contentState(row),
  };
}

function contentState(row: Row): ContentState {
  if (integer(row, 'is_kept') === 1) return 'kept';
  return row.content_dropped === 1 ? 'over_budget' : 'expunged';
}

export function readItem(row: Row): InventoryItem {
  return {
    item: text(row, 'item'),
    account: textOrNull(row, 'account'),
    resource: text(row, 'resource'),
    sinceSeq: integer(row, 'since_seq'),
    state: text(row, 'state') === 'present' ? 'present' : 'intended',
  };
}

export function readService(row: Row): JournalledService {
  const tested = textOrNull(row, 'tested');
  return {
    service: text(row, 'service'),
    desired: textOrNull(row, 'desired'),
    loaded: textOrNull(row, 'loaded'),
    loadedAt: integerOrNull(row, 'loaded_at'),
    test: tested === null ? null : readTest(row, tested),
  };
}

function readTest(row: Row, digest: string): NonNullable<JournalledService['test']> {
  const ok = integer(row, 'test_ok') === 1;
  return { digest, ok, output: text(row, 'test_output'), at: integer(row, 'tested_at') };
}

export function readOpenWave(row: Row): OpenWave {
  return { wave: text(row, 'wave'), seq: integer(row, 'seq'), time: integer(row, 'time') };
}

export function readRepeat(row: Row): Repeat {
  return { count: integer(row, 'count'), lastTime: integer(row, 'last_time') };
}
