// Who holds what: claims, uids, and the things on the host that jopanel made.
import { expect, test } from 'vitest';
import type { NewEvent } from '../../src/journal/event.ts';
import { observed, openMemory } from './sample.ts';

const vhost = 'file:/etc/nginx/jopanel/joko.conf';

function began(owns: readonly string[]): NewEvent {
  const step = { account: 'joko', resource: 'nginx-vhost', summary: 'write it', destructive: false, owns };
  return {
    kind: 'wave.began',
    account: null,
    data: { wave: 'w', trigger: 'edit', accounts: [], steps: [step], services: [] },
  };
}

function applied(owned: { owns?: readonly string[]; releases?: readonly string[] }): NewEvent {
  return {
    kind: 'step.applied',
    account: 'joko',
    data: { wave: 'w', resource: 'nginx-vhost', summary: 'write it', ...owned },
  };
}

test('a domain that moves belongs to its old account until a new set of that lets it go', () => {
  using journal = openMemory();
  const shop = { domains: ['shop.example'] };
  journal.append([observed('old', shop), observed('new', shop)]);
  expect(journal.holderOf('domain:shop.example')).toBe('old');
  journal.append([observed('old', { domains: ['old.example'] })]);
  expect(journal.holderOf('domain:shop.example')).toBe('new');
  expect(journal.holderOf('domain:old.example')).toBe('old');
});

test('a uid belongs to its first owner for ever, even when two sets named it', () => {
  using journal = openMemory();
  journal.append([observed('first', { uid: 10_001, gid: 20_001 }), observed('second', { uid: 10_001 })]);
  journal.append([{ kind: 'account.purged', account: 'first', data: { archive: null } }]);
  expect(journal.uidOwner(10_001)).toBe('first');
  expect(journal.gidOwner(20_001)).toBe('first');
  expect(journal.gidOwner(10_001)).toBe('second');
  expect(journal.uidOwner(20_001)).toBeUndefined();
});

test('an item is intended before the effect, present after it, and gone when it is released', () => {
  using journal = openMemory();
  journal.append([began([vhost])]);
  expect(journal.owns(vhost)).toMatchObject({ account: 'joko', state: 'intended', sinceSeq: 1 });
  journal.append([applied({ owns: [vhost] })]);
  expect(journal.owns(vhost)).toMatchObject({ state: 'present', sinceSeq: 2 });
  journal.append([began([vhost]), applied({ owns: [vhost] })]);
  expect(journal.owns(vhost)).toMatchObject({ state: 'present', sinceSeq: 2 });
  journal.append([applied({ releases: [vhost] })]);
  expect(journal.owns(vhost)).toBeUndefined();
});

test('a crash after the beginning leaves what was intended, and the wave open', () => {
  using journal = openMemory();
  journal.append([began([vhost])]);
  expect(journal.openWaves()).toMatchObject([{ wave: 'w', seq: 1 }]);
  expect(journal.inventory('joko').map(({ item }) => item)).toEqual([vhost]);
  journal.append([{ kind: 'wave.abandoned', account: null, data: { wave: 'w' } }]);
  expect(journal.openWaves()).toEqual([]);
  expect(journal.inventory('joko')).toHaveLength(1);
});

test('the inventory keeps items of the host apart from those of accounts', () => {
  using journal = openMemory();
  const shared = 'file:/etc/nginx/conf.d/jopanel.conf';
  const make = { wave: 'w', resource: 'nginx-vhost', summary: 'write it', owns: [shared] };
  journal.append([{ kind: 'step.applied', account: null, data: make }, applied({ owns: [vhost] })]);
  expect(journal.inventory(null).map(({ item }) => item)).toEqual([shared]);
  expect(journal.inventory()).toHaveLength(2);
});

test('after a purge jopanel owns nothing of the account, even what no step released', () => {
  using journal = openMemory();
  journal.append([applied({ owns: [vhost, 'user:joko'] })]);
  journal.append([{ kind: 'account.purged', account: 'joko', data: { archive: null } }]);
  expect(journal.inventory()).toEqual([]);
});
