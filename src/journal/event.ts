// The events of the journal: every kind, the data that it carries, and whether it belongs to an account or the host.
import { z } from 'zod';
import { OVERRIDDEN_FIELDS } from '../model/account-override.ts';
import { Problem } from '../model/problem.ts';
import { Revision } from '../model/revision.ts';
import { ConditionReason, ConditionStatus, ConditionType } from '../model/status/condition.ts';
import { Phase } from '../model/status/phase.ts';
import { ResourceStateName } from '../model/status/resource-state.ts';
import { VanishCause } from '../model/status/vanish-cause.ts';

/** A claim that only one account may hold, such as `domain:example.org` or `port:3000`. */
const Claim = z.string();

/** An item on the host that jopanel made, such as `file:/etc/nginx/jopanel/joko.conf` or `user:joko`. */
const Item = z.string();

/** Of what decides beside the set of an account how the host is to be. */
const ContextDigest = z.string();

/** Times in events are epoch milliseconds. They are formatted where they are shown. */
const Time = z.int();

/** A list that no reader may change: the array that a caller passes stays the caller's. */
function listOf<S extends z.ZodType>(schema: S) {
  return z.array(schema).readonly();
}

/**
 * Why a wave was run: a hint, the start of the daemon, or an action of the after phase, which is a wave of its own. Retirements
 * run as `edit`, because the folder is gone, and purges as `ask`.
 */
export const WaveTrigger = z.enum(['edit', 'resync', 'start', 'retry', 'ask', 'after']);
export type WaveTrigger = z.infer<typeof WaveTrigger>;

export const Condition = z.object({
  type: ConditionType,
  status: ConditionStatus,
  reason: ConditionReason,
  message: z.string(),
  last_transition_at: Time,
});
export type Condition = z.infer<typeof Condition>;

export const ResourceState = z.object({
  kind: z.string(),
  state: ResourceStateName,
  message: z.string(),
  changed_at: Time,
  /** True where the cause is a fact of the host, which is the same for all accounts. */
  of_host: z.literal(true).optional(),
});
export type ResourceState = z.infer<typeof ResourceState>;

/** A step as the journal records it before its effect: what it intends to do, and which items it will own. */
const PlannedStep = z.object({
  account: z.string().nullable(),
  resource: z.string(),
  summary: z.string(),
  destructive: z.boolean(),
  owns: listOf(Item).optional(),
  /** Names of budgets of which the step spends one each. */
  spends: listOf(z.string()).optional(),
});

/** What an action of the after phase leaves beside its end. */
const AfterOutcome = {
  /** Names of budgets, once for each time that one was spent. */
  spent: listOf(z.string()).optional(),
  /** Items that failed before, and do no longer. */
  worked: listOf(z.string()).optional(),
  /** Nothing of this budget is spent until then, because the other side asked for that. */
  hold: z.object({ budget: z.string(), until: Time }).optional(),
};

const WaveOutcome = z.object({
  account: z.string(),
  outcome: z.enum(['applied', 'failed', 'quarantined', 'held']),
  revision: Revision.nullable().optional(),
  message: z.string().optional(),
});

/** The name is stored in a column as well, where SQLite would not return a lone surrogate or a NUL unchanged. */
const Account = z.string().refine((name) => name.isWellFormed() && !name.includes('\0'), 'not a name');

function ofAccount<const K extends string, S extends z.ZodRawShape>(kind: K, shape: S) {
  return z.object({ kind: z.literal(kind), account: Account, data: z.object(shape) });
}

function ofHost<const K extends string, S extends z.ZodRawShape>(kind: K, shape: S) {
  return z.object({ kind: z.literal(kind), account: z.null(), data: z.object(shape) });
}

function ofEither<const K extends string, S extends z.ZodRawShape>(kind: K, shape: S) {
  return z.object({ kind: z.literal(kind), account: Account.nullable(), data: z.object(shape) });
}

/** One schema for writing and reading, so that no event is written that cannot be read. New fields must be optional. */
export const EventBody = z.discriminatedUnion('kind', [
  ofAccount('set.observed', {
    revision: Revision,
    claims: listOf(Claim),
    uid: z.int(),
    gid: z.int(),
    status: z.string(),
    package: z.string(),
    contact_email: z.string(),
    primary_domain: z.string(),
    domains: listOf(z.string()),
    /** The names of its databases. */
    databases: listOf(z.string()).optional(),
    fingerprint: z.string(),
    /** When the files were last modified; the time from edit to applied is measured from here. */
    changed_at: Time.optional(),
    /** Who modified the files, where a tool recorded it. */
    actor: z.string().optional(),
    /** Fields of account.json that were ordered while the files could not be written, and are not written yet. */
    overrides: listOf(z.enum(OVERRIDDEN_FIELDS)).optional(),
    /** Earlier revisions whose content is not kept any longer, because the account's budget for the day is used up. */
    dropped: listOf(Revision).optional(),
  }),
  /** These files, `.` for the folder, were open to others by their mode alone; their mode was set right. */
  ofAccount('set.tightened', { names: listOf(z.string()) }),
  /** The files have the values that were ordered past them. */
  ofAccount('override.written', {}),
  ofAccount('set.refused', { fingerprint: z.string(), problems: listOf(Problem) }),
  ofHost('wave.began', {
    wave: z.string(),
    trigger: WaveTrigger,
    accounts: listOf(z.object({ account: z.string(), revision: Revision.nullable() })),
    steps: listOf(PlannedStep),
    services: listOf(z.object({ service: z.string(), desired: z.string() })),
  }),
  ofEither('step.applied', {
    wave: z.string(),
    resource: z.string(),
    summary: z.string(),
    owns: listOf(Item).optional(),
    releases: listOf(Item).optional(),
    /** Of an action of the after phase. */
    after: z.object({ item: z.string(), ...AfterOutcome }).optional(),
  }),
  ofEither('step.failed', {
    wave: z.string(),
    resource: z.string(),
    summary: z.string(),
    error: z.string(),
    /** Of an action of the after phase: how many times in a row it has failed, and when it is tried again. */
    after: z.object({ item: z.string(), attempts: z.int(), retry_at: Time, ...AfterOutcome }).optional(),
  }),
  ofHost('wave.ended', { wave: z.string(), outcomes: listOf(WaveOutcome) }),
  /**
   * A start found this wave interrupted. `wave.began` lists what it intended, the `step.applied` events what it did.
   */
  ofHost('wave.abandoned', { wave: z.string() }),
  ofAccount('revision.applied', { wave: z.string(), revision: Revision, context: ContextDigest.optional() }),
  /** The account is in force as before, by other settings, on another machine, or by another release. */
  ofAccount('context.applied', { wave: z.string(), context: ContextDigest }),
  ofAccount('conditions.changed', {
    conditions: listOf(Condition),
    resources: listOf(ResourceState),
    phase: Phase,
    last_error: z.string().nullable(),
    next_retry_at: Time.nullable(),
    /** What was changed by another hand and is left so. */
    drifted: listOf(z.object({ resource: z.string(), item: z.string() })).optional(),
  }),
  ofEither('drift.found', {
    resource: z.string(),
    item: z.string(),
    expected: z.string(),
    found: z.string(),
  }),
  ofEither('drift.healed', { resource: z.string(), item: z.string() }),
  ofEither('contest.declared', {
    resource: z.string(),
    item: z.string(),
    expected: z.string(),
    found: z.string(),
  }),
  ofEither('contest.ended', { resource: z.string(), item: z.string() }),
  /** A request on the agent socket was carried out. */
  ofAccount('agent.request', {
    operation: z.string(),
    /** In the kernel's word. */
    uid: z.int(),
    pid: z.int(),
    /** The login name of the uid, as it was then. */
    caller: z.string(),
    /** In the caller's own word: on whose behalf. */
    actor: z.string().nullable(),
    /** Of the set as it was written; null where the operation writes none. */
    revision: Revision.nullable(),
    files: listOf(z.string()),
  }),
  ofAccount('account.vanished', {}),
  ofAccount('account.returned', {}),
  ofAccount('account.retired', {}),
  ofAccount('account.purged', { archive: z.string().nullable() }),
  /** The folder is gone, and no set in it was ever accepted, so there is nothing to withdraw. */
  ofAccount('account.dropped', {}),
  /** The users folder while all accounts had their folders. A different device later means that it is not mounted. */
  ofHost('folder.seen', { device: z.int() }),
  ofHost('service.desired', { service: z.string(), digest: z.string() }),
  ofHost('service.tested', {
    service: z.string(),
    ok: z.boolean(),
    digest: z.string(),
    output: z.string(),
  }),
  ofHost('service.loaded', { service: z.string(), digest: z.string() }),
  ofAccount('account.quarantined', {
    wave: z.string().optional(),
    service: z.string(),
    message: z.string(),
    revision: Revision,
  }),
  ofEither('guard.held', {
    guard: z.string(),
    reason: z.string(),
    /** What the reason says, as a value, and of how many accounts. */
    cause: VanishCause.optional(),
    count: z.int().optional(),
  }),
  ofEither('guard.released', { guard: z.string() }),
  /** A secret was taken out of entries from one on, and all hashes from there to another were computed again. */
  ofHost('journal.expunged', {
    from: z.int(),
    /** The newest entry then, and its hash as it was. */
    through: z.int(),
    hash: z.string(),
    /** How many entries held it. */
    events: z.int(),
    /** Revisions whose content is gone with it. */
    revisions: listOf(z.string()),
  }),
  ofHost('journal.pruned', {
    through: z.int(),
    hash: z.string(),
    folded: z.int(),
    snapshot: z.string(),
    /** Of the dropped entries after that number: those whose copy in the audit log is not whole, and its digest. */
    redacted_after: z.int().optional(),
    redacted: listOf(z.object({ seq: z.int(), digest: z.string() })).optional(),
  }),
]);
export type EventBody = z.infer<typeof EventBody>;
export type EventKind = EventBody['kind'];
export type EventOf<K extends EventKind> = Extract<StoredEvent, { kind: K }>;

/** A `set.observed` event is appended together with the canonical text that its revision is the hash of. */
type Beside<E> = E extends { kind: 'set.observed' } ? E & { content: string } : E;
export type NewEvent = Beside<Exclude<EventBody, { kind: 'journal.pruned' | 'journal.expunged' }>>;

export type StoredEvent = EventBody & { seq: number; time: number; hash: string };
