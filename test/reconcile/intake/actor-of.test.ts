import { expect, test } from 'vitest';
import { MetaFile } from '../../../src/model/files/meta-file.ts';
import { actorOf } from '../../../src/reconcile/intake/actor-of.ts';

const AT = Temporal.Instant.from('2026-01-29T03:00:00Z').epochMilliseconds;

function meta(audit: object | undefined) {
  return MetaFile.parse({ schema_version: 1, ...(audit === undefined ? {} : { audit }) });
}

const byAnna = { last_action: 'edit', last_actor: 'admin:anna', last_time: '2026-01-29T10:00:00+07:00' };

test('a change is by the actor that meta.json names at the time of it', () => {
  expect(actorOf(meta(byAnna), AT)).toBe('admin:anna');
  expect(actorOf(meta(byAnna), AT + 1500)).toBe('admin:anna');
});

test('a later edit by hand, which leaves no name, is not attributed to the actor before', () => {
  expect(actorOf(meta(byAnna), AT + 60_000)).toBeUndefined();
  for (const audit of [undefined, {}, { ...byAnna, last_actor: null }, { ...byAnna, last_time: null }])
    expect(actorOf(meta(audit), AT)).toBeUndefined();
  expect(actorOf(undefined, AT)).toBeUndefined();
});
