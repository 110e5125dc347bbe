// How a revision that was written has fared: known as soon as the engine knows it.

import { expect, test } from 'vitest';
import { isInForce, revisionOutcome } from '../../src/status/revision-outcome.ts';

type Seen = Parameters<typeof revisionOutcome>[0];

const waiting = { state: 'waiting', reason: 'PHP 5.6 is not installed', since: null } as const;
const none = { queued: null, problems: [] };

test.each<[string, Seen, string]>([
  [
    'in force',
    { ...none, phase: 'applied', revisions: { desired: 'new', attempted: 'new', applied: 'new' } },
    'applied',
  ],
  [
    'in force though the files were broken later',
    { ...none, phase: 'invalid', revisions: { desired: 'new', attempted: 'new', applied: 'new' } },
    'applied',
  ],
  [
    'not looked at yet',
    { ...none, phase: 'applied', revisions: { desired: 'old', attempted: 'old', applied: 'old' } },
    'unknown',
  ],
  [
    'another one that failed earlier',
    {
      problems: [],
      queued: waiting,
      phase: 'failed',
      revisions: { desired: 'old', attempted: 'old', applied: null },
    },
    'unknown',
  ],
  [
    'tried and failed',
    {
      problems: [],
      queued: waiting,
      phase: 'failed',
      revisions: { desired: 'new', attempted: 'new', applied: 'old' },
    },
    'not-applied',
  ],
])('%s', (_, seen, outcome) => {
  expect(revisionOutcome(seen, 'new')).toBe(outcome);
});

test('a revision that is in force and no longer desired is not what was asked for', () => {
  const revisions = { desired: 'newer', attempted: 'new', applied: 'new' };
  expect(isInForce({ phase: 'invalid', revisions }, 'new')).toBe(false);
});
