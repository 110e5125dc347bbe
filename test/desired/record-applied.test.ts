// meta.json says which revision is in force; nothing else of it is ours.
import { chmodSync, existsSync, rmSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recordApplied } from '../../src/desired/record-applied.ts';
import { SET_FILES } from '../../src/model/set-files.ts';
import { scratchUsers } from '../host/users-folder/scratch-users.ts';

const REVISION = 'sha256:7728600517b0a58e7e8d958fcba9e2b926ad4bf2b9051191dce82ad207caec58';

test('one value changes and not a byte beside it', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  const before = scratch.text('joko', 'meta.json');
  const others = () =>
    SET_FILES.filter((file) => file !== 'meta.json').map((file) => statSync(`${folder}/${file}`).ctimeMs);
  const untouched = others();
  expect(await recordApplied(scratch.users, 'joko', REVISION)).toEqual({
    ok: true,
    written: true,
    fingerprint: scratch.users.fingerprint('joko'),
  });
  expect(scratch.text('joko', 'meta.json')).toBe(before.replace('sha256:....', REVISION));
  expect(statSync(`${folder}/meta.json`).mode & 0o7777).toBe(0o600);
  expect(others()).toEqual(untouched);
});

test('nothing is written when the file has the value already', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  await recordApplied(scratch.users, 'joko', REVISION);
  const fingerprint = scratch.users.fingerprint('joko');
  expect(await recordApplied(scratch.users, 'joko', REVISION)).toEqual({
    ok: true,
    written: false,
    fingerprint,
  });
  expect(scratch.users.fingerprint('joko')).toBe(fingerprint);
});

test.each([
  [
    'tabs and own keys',
    '{\n\t"x_b": [1,  2],\n\t"last_applied_revision": null,\n\t"notes": "é"\n}',
    '{\n\t"x_b": [1,  2],\n\t"last_applied_revision": "R",\n\t"notes": "é"\n}',
  ],
  [
    'an object there before',
    '{"last_applied_revision":{"a":[1,{"b":2}]},"z":0}\n',
    '{"last_applied_revision":"R","z":0}\n',
  ],
  [
    'no such key',
    '{\n    "schema_version": 1\n}\n',
    '{\n    "schema_version": 1,\n    "last_applied_revision": "R"\n}\n',
  ],
  ['nothing in it', '{}', '{\n  "last_applied_revision": "R"\n}'],
])('with %s', async (_, before, after) => {
  using scratch = scratchUsers();
  scratch.add('joko');
  scratch.write('joko', 'meta.json', before);
  expect(await recordApplied(scratch.users, 'joko', REVISION)).toMatchObject({ ok: true });
  expect(scratch.text('joko', 'meta.json')).toBe(after.replace('R', REVISION));
});

test('a missing meta.json is made', async () => {
  using scratch = scratchUsers();
  rmSync(`${scratch.add('joko')}/meta.json`);
  expect(await recordApplied(scratch.users, 'joko', REVISION)).toMatchObject({ ok: true, written: true });
  expect(JSON.parse(scratch.text('joko', 'meta.json'))).toEqual({
    schema_version: 1,
    notes: '',
    last_applied_revision: REVISION,
    audit: { last_action: null, last_actor: null, last_time: null },
  });
});

test('a folder that has gone is not made again', async () => {
  using scratch = scratchUsers();
  expect(await recordApplied(scratch.users, 'joko', REVISION)).toMatchObject({ ok: false, reason: 'gone' });
  expect(existsSync(`${scratch.path}/joko`)).toBe(false);
});

test.each(['', '[]', '"text"', 'null', '{ "last_applied_revision": ', '{ "a": 1, "a": 2 }'])(
  'what is no JSON object is left as it is: %s',
  async (text) => {
    using scratch = scratchUsers();
    scratch.add('joko');
    scratch.write('joko', 'meta.json', text);
    expect(await recordApplied(scratch.users, 'joko', REVISION)).toMatchObject({
      ok: false,
      reason: 'failed',
    });
    expect(scratch.text('joko', 'meta.json')).toBe(text);
  },
);

test('a writer waits for the lock, and then says which process holds it', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const before = scratch.text('joko', 'meta.json');
  const result = await scratch.users.withLock('joko', { waitMs: 0 }, () =>
    recordApplied(scratch.users, 'joko', REVISION, { lockWaitMs: 50 }),
  );
  expect(result).toMatchObject({
    ok: true,
    value: { ok: false, reason: 'busy', why: expect.stringContaining(`locked by pid ${process.pid}`) },
  });
  expect(scratch.text('joko', 'meta.json')).toBe(before);
});

test('nothing is recorded in a set that may not be read', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  const before = scratch.text('joko', 'meta.json');
  chmodSync(`${folder}/ssh.json`, 0o646);
  expect(await recordApplied(scratch.users, 'joko', REVISION)).toMatchObject({
    ok: false,
    reason: 'refused',
    why: expect.stringContaining(`chmod 600 ${folder}/ssh.json`),
  });
  expect(scratch.text('joko', 'meta.json')).toBe(before);
});
