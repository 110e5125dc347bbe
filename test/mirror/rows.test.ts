// What goes into the tables, as pure functions of the journal.
import { expect, test } from 'vitest';
import { isWholeDetail } from '../../src/journal/audit-entry.ts';
import { accountRow } from '../../src/mirror/account-row.ts';
import { auditRow } from '../../src/mirror/audit-row.ts';
import { sqlTime } from '../../src/mirror/sql-time.ts';
import { trigramsOf } from '../../src/mirror/trigrams.ts';
import { observed, openMemory } from '../journal/sample.ts';

test('an account is there from its first sign of life, is found once a set was accepted, and is gone when purged', () => {
  const journal = openMemory();
  const row = () => {
    const account = journal.account('joko');
    return account && accountRow(account, undefined);
  };
  journal.append([{ kind: 'set.refused', account: 'joko', data: { fingerprint: 'f', problems: [] } }]);
  expect(row()?.columns).toMatchObject({ status: null, phase: 'pending', words: '', trigrams: '' });
  journal.append([observed('joko', { domains: ['b.example', 'a.example', 'b.example'] })]);
  expect(row()).toMatchObject({ domains: ['a.example', 'b.example'], columns: { status: 'active' } });
  expect(row()?.columns.words).toBe('joko\nb.example a.example\njoko@example.org\nbasic');
  journal.append([{ kind: 'account.purged', account: 'joko', data: { archive: null } }]);
  expect(row()).toBeUndefined();
});

test('its times come from the set that it asks for, in UTC', () => {
  const journal = openMemory();
  journal.append([observed('joko')]);
  const account = journal.account('joko');
  if (account === undefined) throw new Error('there is no account');
  const content = JSON.stringify({
    account: { created_at: '2026-01-29T10:00:00+07:00', updated_at: '0999-01-01T00:00:00Z' },
  });
  expect(accountRow(account, content)?.columns).toMatchObject({
    created_at: '2026-01-29 03:00:00.000',
    updated_at: null,
  });
});

test('an account is found by the names of its databases, which are no domains of it', () => {
  const journal = openMemory();
  journal.append([observed('joko', { domains: ['a.example'] })]);
  const account = journal.account('joko');
  if (account === undefined) throw new Error('there is no account');
  const content = JSON.stringify({
    services: { mariadb: { enabled: true, databases: [{ name: 'joko_Shop' }], users: [] } },
  });
  expect(accountRow(account, content)).toMatchObject({ domains: ['a.example'] });
  expect(accountRow(account, content)?.columns.words).toContain('a.example joko_shop');
});

test('times that the server has no value for are null', () => {
  expect(sqlTime(0)).toBe('1970-01-01 00:00:00.000');
  expect(sqlTime(1_700_000_000_123)).toBe('2023-11-14 22:13:20.123');
  for (const time of [Number.NaN, Number.POSITIVE_INFINITY, -8e15, 8e15]) expect(sqlTime(time)).toBeNull();
});

test('trigrams are spelled so that no full-text index drops one', () => {
  expect(trigramsOf('ab')).toEqual([]);
  expect(trigramsOf('the\nthe x')).toHaveLength(1);
  for (const text of ['the', 'www', 'ü-.', '\u{1d4b3}\u{1d4b3}\u{1d4b3}', '\u{10ffff}'.repeat(3), '   +-*'])
    for (const trigram of trigramsOf(text)) expect(trigram).toMatch(/^[0-9a-z]{12}$/);
  expect(new Set(['abc', 'acb', 'bac', 'äbc'].flatMap(trigramsOf)).size).toBe(4);
});

const link = { seq: 7, time: 0, account: 'joko', kind: 'step.failed', hash: 'h' };

test('secrets are taken out of an entry, and what is left is still JSON', () => {
  const error = `$6$salt$${'x'.repeat(40)} and mysql://u:word@host and -----BEGIN PRIVATE KEY-----\nabc`;
  const { detail } = auditRow({ ...link, data: JSON.stringify({ error, resource: 'home' }) });
  expect(JSON.parse(detail)).toMatchObject({ resource: 'home' });
  for (const secret of ['x'.repeat(40), 'word', 'abc']) expect(detail).not.toContain(secret);
  expect(isWholeDetail(detail)).toBe(false);
  const plain = JSON.stringify({ error: 'costs $5, see http://example.com/' });
  expect(auditRow({ ...link, data: plain }).detail).toBe(plain);
  expect(isWholeDetail(plain)).toBe(true);
});

test('an entry that is larger than a packet is replaced by its size', () => {
  const { detail } = auditRow({ ...link, data: JSON.stringify({ error: 'x'.repeat(300_000) }) });
  expect(JSON.parse(detail)).toEqual({ omitted_characters: 300_012 });
  expect(isWholeDetail(detail)).toBe(false);
});

test('events that the daemon only observes do not name it as the actor', () => {
  expect(auditRow({ ...link, data: '{}' }).actor).toBe('jopaneld');
  expect(auditRow({ ...link, kind: 'account.vanished', data: '{}' }).actor).toBeNull();
  expect(auditRow({ ...link, kind: 'set.observed', data: '{}' }).actor).toBeNull();
  const data = '{"actor":"admin:anna"}';
  expect(auditRow({ ...link, kind: 'set.observed', data }).actor).toBe('admin:anna');
});
