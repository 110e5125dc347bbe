// One account in an answer.

import { z } from 'zod';
import { isoTime } from '../../host/clock.ts';
import type { AccountState } from '../../journal/account-state.ts';
import { Problem } from '../../model/problem.ts';
import { redactText } from '../../model/redact.ts';
import { ConditionReason, ConditionStatus, ConditionType } from '../../model/status/condition.ts';
import { PHASES } from '../../model/status/phase.ts';
import { ResourceStateName } from '../../model/status/resource-state.ts';
import type { DaemonSnapshot } from '../daemon-snapshot.ts';
import { RevisionName, Time, timeOrNull } from './shared.ts';

const Condition = z
  .object({
    type: ConditionType,
    status: ConditionStatus,
    reason: ConditionReason,
    message: z.string(),
    last_transition_at: Time,
  })
  .meta({ id: 'Condition' });

const Resource = z
  .object({
    kind: z.string(),
    state: ResourceStateName,
    message: z.string(),
    changed_at: Time,
    of_host: z.literal(true).optional().meta({
      description: 'There where the cause is a fact of the host, which is the same for all accounts.',
    }),
  })
  .meta({ id: 'Resource' });

export const AccountAnswer = z
  .object({
    username: z.string(),
    status: z.string().nullable().meta({ description: 'As the set says: active or suspended.' }),
    phase: z.enum(PHASES),
    uid: z.int().nullable(),
    gid: z.int().nullable(),
    package: z.string().nullable(),
    contact_email: z.string().nullable(),
    primary_domain: z.string().nullable(),
    domains: z.array(z.string()),
    revisions: z.object({
      desired: RevisionName.nullable().meta({ description: 'Of the last accepted set.' }),
      attempted: RevisionName.nullable(),
      applied: RevisionName.nullable(),
    }),
    applied_at: Time.nullable(),
    conditions: z.array(Condition),
    resources: z.array(Resource),
    problems: z.array(Problem).meta({ description: 'Why the last set looked at was refused.' }),
    last_error: z.string().nullable(),
    next_retry_at: Time.nullable(),
    queued: z
      .object({
        state: z.enum(['settling', 'dirty', 'processing', 'waiting']),
        reason: z.string(),
        since: Time.nullable(),
      })
      .nullable()
      .meta({ description: 'Where it stands in the queue right now; null: nothing is to be done.' }),
    vanished_at: Time.nullable(),
    retired_at: Time.nullable(),
  })
  .meta({ id: 'Account' });
export type AccountAnswer = z.infer<typeof AccountAnswer>;

export const AccountsAnswer = z
  .object({
    users: z.array(AccountAnswer),
    next_cursor: z.string().nullable().meta({ description: 'For `cursor=`; null on the last page.' }),
  })
  .meta({ id: 'AccountPage' });
export type AccountsAnswer = z.infer<typeof AccountsAnswer>;

export function answerAccount(account: AccountState, live: DaemonSnapshot): AccountAnswer {
  const queued = queuedOf(account.username, live);
  const { desiredRevision: desired, attemptedRevision: attempted, appliedRevision: applied } = account;
  const waiting = live.queue.waiting.find(({ username }) => username === account.username);
  return {
    username: account.username,
    status: account.status,
    phase: shownPhase(account, queued?.state),
    uid: account.uid,
    gid: account.gid,
    package: account.package,
    contact_email: account.contactEmail,
    primary_domain: account.primaryDomain,
    domains: [...account.domains],
    revisions: { desired, attempted, applied },
    applied_at: timeOrNull(account.appliedAt),
    conditions: account.conditions.map((condition) => ({
      ...condition,
      message: redactText(condition.message),
      last_transition_at: isoTime(condition.last_transition_at),
    })),
    resources: account.resources.map((resource) => ({
      ...resource,
      message: redactText(resource.message),
      changed_at: isoTime(resource.changed_at),
    })),
    problems: [...account.problems],
    last_error: account.lastError === null ? null : redactText(account.lastError),
    next_retry_at: timeOrNull(waiting?.until),
    queued: queued ?? null,
    vanished_at: timeOrNull(account.vanishedAt),
    retired_at: timeOrNull(account.retiredAt),
  };
}

/**
 * The journal records a wave when it ends, so a running one is only known here. A resync does not count as applying.
 */
function shownPhase(account: AccountState, queued: string | undefined): AccountState['phase'] {
  const isNew = account.desiredRevision !== account.appliedRevision;
  return queued === 'processing' && isNew && account.phase !== 'retiring' ? 'applying' : account.phase;
}

function queuedOf(
  username: string,
  { queue, settling }: DaemonSnapshot,
): NonNullable<AccountAnswer['queued']> | undefined {
  if (settling === 'everyone' || settling.includes(username))
    return { state: 'settling', reason: 'edit', since: null };
  const processing = queue.processing.find((each) => each.username === username);
  if (processing)
    return { state: 'processing', reason: processing.reason, since: isoTime(processing.startedAt) };
  const dirty = queue.dirty.find((each) => each.username === username);
  if (dirty) return { state: 'dirty', reason: dirty.reason, since: isoTime(dirty.since) };
  const waiting = queue.waiting.find((each) => each.username === username);
  return waiting && { state: 'waiting', reason: redactText(waiting.error), since: null };
}
