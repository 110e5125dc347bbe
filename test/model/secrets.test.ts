// No refused value that may be a secret is repeated: a marker in every field of a set, in many forms, and then a look
// at all that is said about it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { maskSecrets } from '../../src/cli/validate/secrets.ts';
import { checkSet } from '../../src/model/check-set.ts';
import { mayHoldSecret } from '../../src/model/secret-fields.ts';
import { SET_FILES, type SetFileName } from '../../src/model/set-files.ts';
import type { ValuePath } from '../../src/model/value-path.ts';
import { bytesOf, FACTS, referenceTexts } from './hostile-set.ts';
import { textPlaces, withTextAt } from './text-places.ts';

const MARKER = 'hunter2marker';
/** Texts that look like a secret in any place, and hold the marker. */
const LOOKS = [
  `-----BEGIN OPENSSH PRIVATE KEY-----${MARKER}`,
  `b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAE${MARKER}Ym9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW`,
  `$6$abcdefgh$${MARKER}`,
  `*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4${MARKER}`,
  `mysql://joko:${MARKER}@db.example/shop`,
];
/** What does not, and is refused for its form by one field or another. */
const PLAIN = [
  MARKER,
  `${MARKER} ${MARKER}`,
  `${MARKER}=${MARKER}`,
  `-${MARKER}`,
  `'${MARKER}`,
  `$(${MARKER})`,
  `"$${MARKER}"`,
  `%${MARKER}`,
  `/bin/id ${MARKER}`,
  `internal-sftp ${MARKER}`,
  `command="${MARKER}" ssh-ed25519 AAAA`,
  `ssh-ed25519 ${MARKER} ${MARKER}`,
  `ssh-${MARKER} AAAA ${MARKER}`,
  `${MARKER}\n`,
  MARKER.repeat(1000),
];

/** The reference account with an app, so that there is a field of each kind. */
function texts(): Map<SetFileName, string> {
  const all = referenceTexts();
  const services = JSON.parse(all.get('services.json') ?? '');
  services.nodejs = {
    enabled: true,
    apps: [
      {
        name: 'api',
        root: '/home/joko/api',
        start_command: 'node server.js',
        port: 4111,
        env: { DB_PASSWORD: 'x' },
        status: 'running',
      },
    ],
  };
  services.mariadb = { enabled: true, databases: [], users: [{ name: 'joko_wp', password_hash: 'x' }] };
  services.ftp.accounts = [{ name: 'joko_dev', password_hash: 'x', directory: '/home/joko/dev' }];
  all.set('services.json', JSON.stringify(services, null, 2));
  const ssh = JSON.parse(all.get('ssh.json') ?? '');
  all.set('ssh.json', JSON.stringify({ ...ssh, authorized_keys: ['x'], force_command: 'x' }, null, 2));
  const account = JSON.parse(all.get('account.json') ?? '');
  all.set('account.json', JSON.stringify({ ...account, password_hash: 'x' }, null, 2));
  return all;
}

function* places(value: unknown, path: ValuePath = []): Generator<ValuePath> {
  if (typeof value === 'string' || value === null || typeof value === 'number') yield path;
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value))
      yield* places(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

function put(document: unknown, path: ValuePath, value: unknown): void {
  const holder = path.slice(0, -1).reduce<unknown>((inner, part) => Object(inner)[part], document);
  Object(holder)[path.at(-1) ?? ''] = value;
}

/** All that is said of a set with this value in this place. */
function said(file: SetFileName, path: ValuePath, value: unknown, asKey = false): string {
  const all = texts();
  const document: unknown = JSON.parse(all.get(file) ?? '');
  put(document, asKey ? [...path.slice(0, -1), String(value)] : path, asKey ? 'x' : value);
  const text = JSON.stringify(document, null, 2);
  all.set(file, text);
  const checked = checkSet('joko', bytesOf(all), FACTS);
  const problems = checked.ok ? [] : checked.problems;
  const lines = maskSecrets(file, text).split('\n');
  return JSON.stringify(
    problems.map((problem) => [problem, problem.file === file && lines[(problem.line ?? 0) - 1]]),
  );
}

const everywhere = SET_FILES.flatMap((file) =>
  [...places(JSON.parse(texts().get(file) ?? ''))].map((path) => [file, path] as const),
);

test('a value that looks like a secret is repeated from no field', () => {
  expect(everywhere.length).toBeGreaterThan(40);
  for (const [file, path] of everywhere)
    for (const value of [...LOOKS, LOOKS, { [MARKER]: LOOKS[0] }])
      expect([file, path, said(file, path, value)]).toEqual([
        file,
        path,
        expect.not.stringContaining('2marker'),
      ]);
});

test('from a field that may hold one, no value is repeated, whatever it looks like', () => {
  const fields = everywhere.filter(([file, path]) => mayHoldSecret(file, path));
  expect(fields.map(([file, path]) => `${file}/${path.join('/')}`)).toEqual([
    'account.json/password_hash',
    'services.json/nodejs/apps/0/start_command',
    'services.json/nodejs/apps/0/env/DB_PASSWORD',
    'services.json/ftp/accounts/0/password_hash',
    'services.json/mariadb/users/0/password_hash',
    'ssh.json/authorized_keys/0',
    'ssh.json/force_command',
    'meta.json/notes',
  ]);
  for (const [file, path] of fields)
    for (const value of [...PLAIN, PLAIN, { a: MARKER }, 12345678901234567890n.toString()])
      expect([file, path, said(file, path, value)]).toEqual([
        file,
        path,
        expect.not.stringContaining('2marker'),
      ]);
});

test('a secret in the place of the name of a variable is not repeated, in its pointer either', () => {
  const path = ['nodejs', 'apps', 0, 'env', 'DB_PASSWORD'];
  for (const value of [`DB_PASSWORD=${MARKER}`, `${MARKER} `, LOOKS[0], LOOKS[2], LOOKS[3]]) {
    const words = said('services.json', path, value, true);
    expect(words).toContain('(not shown)');
    expect(words).not.toContain('2marker');
  }
});

test('of a text that is no JSON, only keys and short words are shown', () => {
  const text = `{\n  "password_hash": "${MARKER}"\n  "uid": 12010,\n  ${MARKER}\n  "notes": "${MARKER}`;
  const masked = maskSecrets('account.json', text);
  expect(masked).not.toContain('2marker');
  expect(masked).toHaveLength(text.length);
  expect(masked).toContain('"password_hash":');
  expect(masked).toContain('"uid": 12010,');
});

/** Every text of the six files by its JSON Schema, those of optional fields too. */
const everyText = SET_FILES.flatMap((file) => {
  const schema = new URL(`../../schemas/${file.replace('.json', '.schema.json')}`, import.meta.url);
  return textPlaces(JSON.parse(readFileSync(schema, 'utf8'))).map((path) => [file, path] as const);
});

function saidOfText(file: SetFileName, path: ValuePath, value: unknown): string {
  const all = texts();
  const text = JSON.stringify(withTextAt(JSON.parse(all.get(file) ?? ''), path, value), null, 2);
  all.set(file, text);
  const checked = checkSet('joko', bytesOf(all), FACTS);
  const problems = checked.ok ? [] : checked.problems;
  const lines = maskSecrets(file, text).split('\n');
  return JSON.stringify(
    problems.map((problem) => [problem, problem.file === file && lines[(problem.line ?? 0) - 1]]),
  );
}

test('of every text that the schemas have, none repeats what looks like a secret', () => {
  expect(everyText.length).toBeGreaterThan(60);
  for (const [file, path] of everyText)
    for (const value of [...LOOKS, LOOKS, { [MARKER]: LOOKS[0] }])
      expect([file, path, saidOfText(file, path, value)]).toEqual([
        file,
        path,
        expect.not.stringContaining('2marker'),
      ]);
});

test('of every text that may hold a secret, none repeats anything', () => {
  const fields = everyText.filter(([file, path]) => mayHoldSecret(file, path));
  expect(fields.map(([file, path]) => `${file}/${path.join('/')}`)).toMatchInlineSnapshot(`
    [
      "account.json/password_hash",
      "domains.json/sites/SOME_KEY/redirect_to",
      "domains.json/sites/SOME_KEY/password/realm",
      "domains.json/sites/SOME_KEY/password/users/SOME_KEY",
      "domains.json/sites/SOME_KEY/password/paths/0",
      "domains.json/sites/SOME_KEY/headers/SOME_KEY",
      "services.json/php/settings/environment/SOME_KEY",
      "services.json/nodejs/apps/0/start_command",
      "services.json/nodejs/apps/0/env/SOME_KEY",
      "services.json/ftp/accounts/0/password_hash",
      "services.json/cron/jobs/0/command",
      "services.json/mariadb/users/0/password_hash",
      "ssh.json/authorized_keys/0",
      "ssh.json/force_command",
      "meta.json/notes",
    ]
  `);
  const leaks = fields.flatMap(([file, path]) =>
    [...PLAIN, PLAIN, { a: MARKER }]
      .filter((value) => saidOfText(file, path, value).includes('2marker'))
      .map((value) => [`${file}/${path.join('/')}`, value]),
  );
  expect(leaks).toEqual([]);
});
