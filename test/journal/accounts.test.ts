// What an account's row says after the events that matter to it.
import { expect, test } from 'vitest';
import type { NewEvent } from '../../src/journal/event.ts';
import { observed, openMemory } from './sample.ts';

const problem = {
  file: 'account.json',
  pointer: '/uid',
  line: 3,
  column: 9,
  message: 'taken',
  remedy: 'another',
};
const refused: NewEvent = {
  kind: 'set.refused',
  account: 'joko',
  data: { fingerprint: 'new', problems: [problem] },
};

test('a refused set leaves the last good one desired and says what is wrong until a good one comes', () => {
  using journal = openMemory();
  const good = observed('joko');
  journal.append([good, refused]);
  expect(journal.account('joko')).toMatchObject({
    desiredRevision: good.data.revision,
    fingerprint: 'new',
    problems: [problem],
  });
  journal.append([good]);
  expect(journal.account('joko')?.problems).toEqual([]);
});

test('an account with a refused first set is known and has no revision', () => {
  using journal = openMemory();
  journal.append([refused]);
  expect(journal.account('joko')).toMatchObject({ desiredRevision: null, uid: null, phase: 'pending' });
});

test('attempted and applied revisions follow the wave', () => {
  using journal = openMemory(() => 77);
  const one = observed('joko', { package: 'one' });
  const two = observed('joko', { package: 'two' });
  const began = (revision: typeof one.data.revision): NewEvent => ({
    kind: 'wave.began',
    account: null,
    data: { wave: 'w', trigger: 'edit', accounts: [{ account: 'joko', revision }], steps: [], services: [] },
  });
  journal.append([one, began(one.data.revision)]);
  journal.append([
    { kind: 'revision.applied', account: 'joko', data: { wave: 'w', revision: one.data.revision } },
  ]);
  journal.append([two, began(two.data.revision)]);
  expect(journal.account('joko')).toMatchObject({
    desiredRevision: two.data.revision,
    attemptedRevision: two.data.revision,
    appliedRevision: one.data.revision,
    appliedAt: 77,
  });
  expect(journal.revisionsOf('joko').map(({ appliedAt }) => appliedAt)).toEqual([null, 77]);
});

test('a set that was written without a change is not a new revision; one that came back is', () => {
  using journal = openMemory();
  const one = observed('joko', { package: 'one' });
  const two = observed('joko', { package: 'two' });
  journal.append([one, one, two, one]);
  const revisions = journal.revisionsOf('joko').map(({ revision }) => revision);
  expect(revisions).toEqual([one, two, one].map(({ data }) => data.revision));
});

test('vanished, retired, returned, purged: each shows, and a purged account keeps nothing but its uid', () => {
  using journal = openMemory(() => 9);
  const say = (kind: 'account.vanished' | 'account.retired' | 'account.returned') =>
    journal.append([{ kind, account: 'joko', data: {} }]);
  journal.append([observed('joko', { uid: 10_500 })]);
  say('account.vanished');
  say('account.retired');
  expect(journal.account('joko')).toMatchObject({ vanishedAt: 9, retiredAt: 9, purgedAt: null });
  expect(journal.holderOf('domain:joko.example')).toBe('joko');
  say('account.returned');
  expect(journal.account('joko')).toMatchObject({ vanishedAt: null, retiredAt: null });
  journal.append([{ kind: 'account.purged', account: 'joko', data: { archive: null } }]);
  expect(journal.account('joko')).toMatchObject({ purgedAt: 9, desiredRevision: null });
  expect(journal.holderOf('domain:joko.example')).toBeUndefined();
  expect(journal.revisionsOf('joko')).toEqual([]);
  expect(journal.search('joko')).toEqual([]);
  expect(journal.uidOwner(10_500)).toBe('joko');
});

test('a refused set in place of a purged account counts as never accepted', () => {
  using journal = openMemory(() => 9);
  journal.append([observed('joko'), { kind: 'account.vanished', account: 'joko', data: {} }]);
  const refused = { kind: 'set.refused', account: 'joko', data: { fingerprint: 'f', problems: [] } } as const;
  journal.append([refused]);
  expect(journal.account('joko')).toMatchObject({ vanishedAt: 9, purgedAt: null });
  expect(journal.neverAccepted()).toEqual([]);
  journal.append([{ kind: 'account.purged', account: 'joko', data: { archive: null } }]);
  expect(journal.neverAccepted()).toEqual([]);
  journal.append([refused]);
  expect(journal.account('joko')).toMatchObject({ vanishedAt: null, retiredAt: null, purgedAt: null });
  expect(journal.neverAccepted()).toEqual(['joko']);
  journal.append([{ kind: 'account.dropped', account: 'joko', data: {} }]);
  expect(journal.neverAccepted()).toEqual([]);
  expect(journal.account('joko')?.purgedAt).toBe(9);
});

test('an accepted set ends whatever removal was under way', () => {
  using journal = openMemory();
  journal.append([observed('joko'), { kind: 'account.purged', account: 'joko', data: { archive: null } }]);
  journal.append([observed('joko')]);
  expect(journal.account('joko')?.purgedAt).toBeNull();
  expect(journal.revisionsOf('joko')).toHaveLength(1);
});

test('conditions, phase and the next retry are what was last said', () => {
  using journal = openMemory();
  const condition = {
    type: 'Ready',
    status: 'false',
    reason: 'Failed',
    message: 'no',
    last_transition_at: 4,
  } as const;
  const resource = { kind: 'home', state: 'failed', message: 'EIO', changed_at: 4 } as const;
  const data = {
    conditions: [condition],
    resources: [resource],
    phase: 'failed',
    last_error: 'EIO',
    next_retry_at: 5,
  } as const;
  journal.append([observed('joko'), { kind: 'conditions.changed', account: 'joko', data }]);
  expect(journal.account('joko')).toMatchObject({
    conditions: [condition],
    resources: [resource],
    phase: 'failed',
    lastError: 'EIO',
    nextRetryAt: 5,
  });
});
