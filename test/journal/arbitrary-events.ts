// Any sequence of events that the types allow, over few enough names that they meet.
import fc from 'fast-check';
import type { NewEvent } from '../../src/journal/event.ts';
import { CONDITION_REASONS, CONDITION_TYPES } from '../../src/model/status/condition.ts';
import { PHASES } from '../../src/model/status/phase.ts';
import { RESOURCE_STATES } from '../../src/model/status/resource-state.ts';
import { VanishCause } from '../../src/model/status/vanish-cause.ts';
import { observed } from './sample.ts';

const account = fc.constantFrom('ada', 'bob', 'cyd', 'dee');
const anyone = fc.option(account, { nil: null });
const resource = fc.constantFrom('linux-user', 'nginx-vhost');
const item = fc.constantFrom('user:ada', 'file:/a', 'file:/b', 'file:/c');
const items = fc.uniqueArray(item, { maxLength: 3 });
const wave = fc.constantFrom('w1', 'w2', 'w3');
const service = fc.constantFrom('nginx', 'php8.3-fpm');
const digest = fc.constantFrom('d1', 'd2');
const domain = fc.constantFrom('a.example', 'b.example', 'c.example', 'xn--e-ufa.example');
/** Lone surrogates and NUL included: what a checker prints is not ours to choose. */
const prose = fc.oneof(fc.constantFrom('', 'no'), fc.string({ unit: 'binary', maxLength: 8 }));
const time = fc.integer({ min: 0, max: 2_000_000_000_000 });

const set = fc.record(
  {
    uid: fc.integer({ min: 10_000, max: 10_004 }),
    status: fc.constantFrom('active', 'suspended'),
    domains: fc.uniqueArray(domain, { minLength: 1, maxLength: 3 }),
    package: fc.constantFrom('basic', 'pro'),
  },
  { requiredKeys: [] },
);
const observation = fc.tuple(account, set).map(([name, fields]) => observed(name, fields));
const revision = fc.tuple(account, set).map(([name, fields]) => observed(name, fields).data.revision);

const problem = fc.record({
  file: fc.constantFrom('account.json', 'domains.json'),
  pointer: fc.constantFrom('', '/uid'),
  line: fc.option(fc.nat(9)),
  column: fc.option(fc.nat(9)),
  message: prose,
  remedy: prose,
});
const condition = fc.record({
  type: fc.constantFrom(...CONDITION_TYPES),
  status: fc.constantFrom('true', 'false'),
  reason: fc.constantFrom(...Object.values(CONDITION_REASONS).flat()),
  message: prose,
  last_transition_at: time,
});
const resourceState = fc.record({
  kind: resource,
  state: fc.constantFrom(...RESOURCE_STATES),
  message: prose,
  changed_at: time,
});
const step = fc.record(
  { account: anyone, resource, summary: prose, destructive: fc.boolean(), owns: items },
  { requiredKeys: ['account', 'resource', 'summary', 'destructive'] },
);

const difference = fc.record({ resource, item, expected: prose, found: prose });
const tried = { wave, resource, summary: fc.constantFrom('write it', 'make it') };

function event<const K, A, D>(kind: K, whose: fc.Arbitrary<A>, data: fc.Arbitrary<D>) {
  return fc.record({ kind: fc.constant(kind), account: whose, data });
}

const host = fc.constant(null);
const nothing = fc.constant({});

/** One for each kind: a new kind that is missing here does not compile. */
const events: { [K in NewEvent['kind']]: fc.Arbitrary<Extract<NewEvent, { kind: K }>> } = {
  'set.observed': observation,
  'set.refused': event(
    'set.refused',
    account,
    fc.record({ fingerprint: prose, problems: fc.array(problem, { maxLength: 2 }) }),
  ),
  'agent.request': event(
    'agent.request',
    account,
    fc.record({
      operation: prose,
      uid: fc.nat(),
      pid: fc.nat(),
      caller: prose,
      actor: fc.option(prose),
      revision: fc.option(revision),
      files: fc.array(item, { maxLength: 2 }),
    }),
  ),
  'wave.began': event(
    'wave.began',
    host,
    fc.record({
      wave,
      trigger: fc.constantFrom('edit', 'resync', 'start', 'retry', 'ask', 'after'),
      accounts: fc.array(fc.record({ account, revision: fc.option(revision) }), { maxLength: 2 }),
      steps: fc.array(step, { maxLength: 3 }),
      services: fc.array(fc.record({ service, desired: digest }), { maxLength: 2 }),
    }),
  ),
  'step.applied': event(
    'step.applied',
    anyone,
    fc.record(
      { ...tried, owns: items, releases: items, after: fc.record({ item }) },
      { requiredKeys: ['wave', 'resource', 'summary'] },
    ),
  ),
  'step.failed': event(
    'step.failed',
    anyone,
    fc.record(
      { ...tried, error: prose, after: fc.record({ item, attempts: fc.nat(), retry_at: time }) },
      { requiredKeys: ['wave', 'resource', 'summary', 'error'] },
    ),
  ),
  'wave.ended': event(
    'wave.ended',
    host,
    fc.record({
      wave,
      outcomes: fc.array(fc.record({ account, outcome: fc.constantFrom('applied', 'failed', 'held') }), {
        maxLength: 2,
      }),
    }),
  ),
  'wave.abandoned': event('wave.abandoned', host, fc.record({ wave })),
  'revision.applied': event('revision.applied', account, fc.record({ wave, revision })),
  'conditions.changed': event(
    'conditions.changed',
    account,
    fc.record({
      conditions: fc.array(condition, { maxLength: 2 }),
      resources: fc.array(resourceState, { maxLength: 2 }),
      phase: fc.constantFrom(...PHASES),
      last_error: fc.option(prose, { nil: null }),
      next_retry_at: fc.option(time, { nil: null }),
    }),
  ),
  'drift.found': event('drift.found', anyone, difference),
  'drift.healed': event('drift.healed', anyone, fc.record({ resource, item })),
  'contest.declared': event('contest.declared', anyone, difference),
  'contest.ended': event('contest.ended', anyone, fc.record({ resource, item })),
  'account.vanished': event('account.vanished', account, nothing),
  'account.returned': event('account.returned', account, nothing),
  'account.retired': event('account.retired', account, nothing),
  'account.dropped': event('account.dropped', account, fc.constant({})),
  'set.tightened': event('set.tightened', account, fc.record({ names: fc.array(item, { maxLength: 2 }) })),
  'context.applied': event('context.applied', account, fc.record({ wave, context: fc.string() })),
  'override.written': event('override.written', account, nothing),
  'account.purged': event('account.purged', account, fc.record({ archive: fc.option(prose, { nil: null }) })),
  'folder.seen': event('folder.seen', host, fc.record({ device: fc.nat() })),
  'service.desired': event('service.desired', host, fc.record({ service, digest })),
  'service.tested': event(
    'service.tested',
    host,
    fc.record({ service, ok: fc.boolean(), digest, output: prose }),
  ),
  'service.loaded': event('service.loaded', host, fc.record({ service, digest })),
  'account.quarantined': event(
    'account.quarantined',
    account,
    fc.record({ service, message: prose, revision }),
  ),
  'guard.held': event(
    'guard.held',
    anyone,
    fc.record(
      {
        guard: fc.constantFrom('vanish', 'uid'),
        reason: prose,
        cause: fc.constantFrom(...VanishCause.options),
        count: fc.nat(9),
      },
      { requiredKeys: ['guard', 'reason'] },
    ),
  ),
  'guard.released': event('guard.released', anyone, fc.record({ guard: fc.constantFrom('vanish', 'uid') })),
};

export const anyEvent: fc.Arbitrary<NewEvent> = fc.oneof(observation, ...Object.values(events));

/** Batches as the engine would append them: some empty, some of one event, some of many. */
export const anyBatches = fc.array(fc.array(anyEvent, { maxLength: 6, size: 'max' }), {
  maxLength: 25,
  size: 'max',
});
