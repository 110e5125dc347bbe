// The state of one account, as the journal's folds give it.
import { z } from 'zod';
import { OVERRIDDEN_FIELDS, type OverriddenField } from '../model/account-override.ts';
import { Problem } from '../model/problem.ts';
import type { Revision } from '../model/revision.ts';
import { Phase } from '../model/status/phase.ts';
import { Condition, ResourceState } from './event.ts';
import { JournalDamagedError } from './journal-damaged-error.ts';
import { integer, integerOrNull, json, type Row, revisionOrNull, text, textOrNull } from './row.ts';

/**
 * Times are epoch milliseconds. The identity (uid to domains) comes from the last accepted set; it is null before one.
 */
export interface AccountState {
  readonly username: string;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly status: string | null;
  readonly package: string | null;
  readonly contactEmail: string | null;
  readonly primaryDomain: string | null;
  readonly domains: readonly string[];
  readonly phase: Phase;
  /** The revision of the last accepted set. The last set that was read may be a refused one: see `problems`. */
  readonly desiredRevision: Revision | null;
  readonly attemptedRevision: Revision | null;
  readonly appliedRevision: Revision | null;
  readonly appliedAt: number | null;
  /** What beside the set decided about the host then; null where an older release applied it. */
  readonly appliedContext: string | null;
  /** The fingerprint of the last set that was read, whether it was accepted or refused. */
  readonly fingerprint: string | null;
  /** Why the last set that was read is refused; empty when it was accepted. */
  readonly problems: readonly Problem[];
  readonly conditions: readonly Condition[];
  readonly resources: readonly ResourceState[];
  /** What was changed by another hand and is left so. */
  readonly drifted: readonly DriftedItem[];
  /** Fields of account.json whose values were ordered and are not in the files yet, and who ordered them. */
  readonly overrides: readonly OverriddenField[];
  readonly overriddenBy: string | null;
  readonly lastError: string | null;
  readonly nextRetryAt: number | null;
  readonly vanishedAt: number | null;
  readonly retiredAt: number | null;
  readonly purgedAt: number | null;
  readonly firstSeenSeq: number;
  readonly lastEventSeq: number;
}

const Domains = z.array(z.string());
const Problems = z.array(Problem);
const Conditions = z.array(Condition);
const Resources = z.array(ResourceState);
const DriftedItem = z.object({ resource: z.string(), item: z.string() });
type DriftedItem = z.infer<typeof DriftedItem>;
const Drifted = z.array(DriftedItem);
const Overrides = z.array(z.enum(OVERRIDDEN_FIELDS));

function phaseOf(row: Row): Phase {
  const phase = Phase.safeParse(text(row, 'phase'));
  if (!phase.success) throw new JournalDamagedError('folds', 'an account is in a phase that does not exist');
  return phase.data;
}

export function readAccount(row: Row): AccountState {
  return {
    username: text(row, 'username'),
    uid: integerOrNull(row, 'uid'),
    gid: integerOrNull(row, 'gid'),
    status: textOrNull(row, 'status'),
    package: textOrNull(row, 'package'),
    contactEmail: textOrNull(row, 'contact_email'),
    primaryDomain: textOrNull(row, 'primary_domain'),
    domains: json(row, 'domains', Domains),
    phase: phaseOf(row),
    desiredRevision: revisionOrNull(row, 'desired_revision'),
    attemptedRevision: revisionOrNull(row, 'attempted_revision'),
    appliedRevision: revisionOrNull(row, 'applied_revision'),
    appliedAt: integerOrNull(row, 'applied_at'),
    appliedContext: row.applied_context === undefined ? null : textOrNull(row, 'applied_context'),
    fingerprint: textOrNull(row, 'fingerprint'),
    problems: json(row, 'problems', Problems),
    conditions: json(row, 'conditions', Conditions),
    resources: json(row, 'resources', Resources),
    // A reader may see a journal whose folds an older release computed.
    drifted: row.drifted === undefined ? [] : json(row, 'drifted', Drifted),
    overrides: row.overrides === undefined ? [] : json(row, 'overrides', Overrides),
    overriddenBy: row.overridden_by === undefined ? null : textOrNull(row, 'overridden_by'),
    lastError: textOrNull(row, 'last_error'),
    nextRetryAt: integerOrNull(row, 'next_retry_at'),
    vanishedAt: integerOrNull(row, 'vanished_at'),
    retiredAt: integerOrNull(row, 'retired_at'),
    purgedAt: integerOrNull(row, 'purged_at'),
    firstSeenSeq: integer(row, 'first_seen_seq'),
    lastEventSeq: integer(row, 'last_event_seq'),
  };
}
