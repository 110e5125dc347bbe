// Which reloads are pending, and what is held back.
import { expect, test } from 'vitest';
import { observed, openMemory } from './sample.ts';

test('what is loaded is unknown from the moment files begin to change', () => {
  using journal = openMemory(() => 3);
  const service = 'nginx';
  journal.append([{ kind: 'service.desired', account: null, data: { service, digest: 'new' } }]);
  expect(journal.service('nginx')).toMatchObject({ desired: 'new', loaded: null, test: null });
  journal.append([
    { kind: 'service.tested', account: null, data: { service, ok: true, digest: 'new', output: 'fine' } },
    { kind: 'service.loaded', account: null, data: { service, digest: 'new' } },
  ]);
  expect(journal.service('nginx')).toEqual({
    service: 'nginx',
    desired: 'new',
    loaded: 'new',
    loadedAt: 3,
    test: { digest: 'new', ok: true, output: 'fine', at: 3 },
  });
  const again = [{ service, desired: 'newer' }];
  journal.append([
    {
      kind: 'wave.began',
      account: null,
      data: { wave: 'w', trigger: 'edit', accounts: [], steps: [], services: again },
    },
  ]);
  expect(journal.services()).toMatchObject([{ desired: 'newer', loaded: null }]);
});

test('a service that loads what lay there before the journal did has no pending reload', () => {
  using journal = openMemory(() => 3);
  const service = 'nginx';
  journal.append([{ kind: 'service.loaded', account: null, data: { service, digest: 'found' } }]);
  expect(journal.service('nginx')).toMatchObject({ desired: 'found', loaded: 'found' });
});

test('a quarantine stands for the refused revision, and ends with another one or with success', () => {
  using journal = openMemory();
  const bad = observed('joko', { package: 'bad' });
  const { revision } = bad.data;
  const quarantined = { kind: 'account.quarantined', account: 'joko' } as const;
  const accuse = () =>
    journal.append([{ ...quarantined, data: { service: 'nginx', message: 'emerg', revision } }]);
  journal.append([bad]);
  accuse();
  journal.append([bad]);
  expect(journal.quarantines('joko')).toMatchObject([{ service: 'nginx', message: 'emerg', revision }]);
  journal.append([observed('joko', { package: 'good' })]);
  expect(journal.quarantines()).toEqual([]);
  accuse();
  journal.append([{ kind: 'revision.applied', account: 'joko', data: { wave: 'w', revision } }]);
  expect(journal.quarantines()).toEqual([]);
});

test('guards and contests stand until they are said to end', () => {
  using journal = openMemory(() => 8);
  const values = { resource: 'home', item: 'mode', expected: '0750', found: '0755' };
  journal.append([
    {
      kind: 'guard.held',
      account: null,
      data: { guard: 'vanish', reason: 'the folder is empty', cause: 'folder-empty', count: 2 },
    },
    { kind: 'guard.held', account: 'joko', data: { guard: 'uid', reason: 'changed' } },
    { kind: 'contest.declared', account: 'joko', data: values },
  ]);
  expect(journal.heldGuards()).toEqual([
    { guard: 'uid', account: 'joko', reason: 'changed', cause: null, count: null, since: 8 },
    {
      guard: 'vanish',
      account: null,
      reason: 'the folder is empty',
      cause: 'folder-empty',
      count: 2,
      since: 8,
    },
  ]);
  expect(journal.contests()).toEqual([{ account: 'joko', ...values, since: 8 }]);
  journal.append([
    { kind: 'guard.released', account: null, data: { guard: 'vanish' } },
    { kind: 'contest.ended', account: 'joko', data: { resource: 'home', item: 'mode' } },
  ]);
  expect(journal.heldGuards()).toMatchObject([{ guard: 'uid' }]);
  expect(journal.contests()).toEqual([]);
});
