import { expect, test } from 'vitest';
import { MetaFile } from '../../../src/model/files/meta-file.ts';
import { actorOf } from '../../../src/reconcile/intake/actor-of.ts';

const AT = Temporal.Instant.from('2026-01-29T03:00:00Z').epochMilliseconds;

function meta(audit: object | undefined) {
  return MetaFile.parse({ schema_version: 1, ...(audit === undefined ? {} : { audit }) });
}

const together = (changedAtMs: number) => ({ changedAtMs, metaAfterMs: 2 });
const byAnna = { last_action: 'edit', last_actor: 'admin:anna', last_time: '2026-01-29T10:00:00+07:00' };

test('a change is by the actor that meta.json names at the time of it', () => {
  expect(actorOf(meta(byAnna), together(AT))).toBe('admin:anna');
  expect(actorOf(meta(byAnna), together(AT + 1500))).toBe('admin:anna');
});

test('a later edit by hand, which leaves no name, is not attributed to the actor before', () => {
  expect(actorOf(meta(byAnna), together(AT + 60_000))).toBeUndefined();
  for (const audit of [undefined, {}, { ...byAnna, last_actor: null }, { ...byAnna, last_time: null }])
    expect(actorOf(meta(audit), together(AT))).toBeUndefined();
  expect(actorOf(undefined, together(AT))).toBeUndefined();
});

test('an edit by hand half a second after a command gets no name, whether or not meta.json was written since', () => {
  const applied = MetaFile.parse({ ...meta(byAnna), last_applied_revision: `sha256:${'a'.repeat(64)}` });
  expect(actorOf(applied, together(AT))).toBe('admin:anna');
  expect(actorOf(applied, { changedAtMs: AT + 500, metaAfterMs: -500 })).toBeUndefined();
  expect(actorOf(applied, { changedAtMs: AT + 900, metaAfterMs: 400 })).toBeUndefined();
});

test('the files of a new account, which are written one by one on a slow disk, are of its creator', () => {
  expect(actorOf(meta(byAnna), { changedAtMs: AT + 2000, metaAfterMs: 1800 })).toBe('admin:anna');
});
