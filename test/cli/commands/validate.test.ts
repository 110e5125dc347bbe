// `jopanel validate`: sets anywhere on disk, for people, for programs and for GitHub.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { validate } from '../../../src/cli/commands/validate.ts';
import { runCommandLine } from '../../../src/cli/run-command-line.ts';
import { catalogueOf } from '../catalogue-of.ts';
import { recordingTerminal } from '../recording-terminal.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const FIXTURES = join(ROOT, 'fixtures/users');
const REVISION = 'sha256:7728600517b0a58e7e8d958fcba9e2b926ad4bf2b9051191dce82ad207caec58';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jopanel-validate-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function run(...argv: string[]) {
  const terminal = recordingTerminal();
  const exit = await runCommandLine(['validate', ...argv], catalogueOf([validate]), terminal);
  return { exit, ...terminal.said };
}

/** The reference account under another name, with nothing in common with it. */
function add(username: string, uid: number): string {
  const path = join(folder, username);
  cpSync(join(FIXTURES, 'joko'), path, { recursive: true });
  for (const file of ['account.json', 'domains.json', 'services.json', 'ssh.json']) {
    edit(path, file, /joko/g, username);
    edit(path, file, /\b(example|addon)\.com/g, `${username}-$1.org`);
    edit(path, file, /12010/g, String(uid));
  }
  return path;
}

function edit(path: string, file: string, from: RegExp | string, to: string): void {
  const text = readFileSync(join(path, file), 'utf8');
  const changed = text.replace(from, to);
  writeFileSync(join(path, file), changed);
}

const Report = z.strictObject({
  ok: z.boolean(),
  checked: z.number(),
  sets: z.array(
    z.strictObject({
      username: z.string(),
      path: z.string(),
      ok: z.boolean(),
      revision: z.string().nullable(),
      problems: z.array(
        z.strictObject({
          file: z.string(),
          pointer: z.string(),
          line: z.number().nullable(),
          column: z.number().nullable(),
          message: z.string(),
          remedy: z.string(),
        }),
      ),
    }),
  ),
});

async function report(...argv: string[]) {
  const { exit, out, err } = await run('--json', ...argv);
  expect(err).toBe('');
  return { exit, ...Report.parse(JSON.parse(out)) };
}

test('the reference sets are good, as a folder of sets and as one set', async () => {
  expect(await run(FIXTURES)).toEqual({ exit: 0, out: '1 set checked: all good\n', err: '' });
  expect(await run(join(FIXTURES, 'joko'))).toEqual({ exit: 0, out: '1 set checked: all good\n', err: '' });
  expect(await report(FIXTURES)).toMatchObject({
    exit: 0,
    ok: true,
    checked: 1,
    sets: [{ username: 'joko', ok: true, revision: REVISION, problems: [] }],
  });
});

test('the real program says the same, needs no root and writes nothing', () => {
  const asNobody = process.geteuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const node = process.execPath;
  const child = spawnSync(node, [join(ROOT, 'src/jopanel.ts'), 'validate', '--json', FIXTURES], {
    encoding: 'utf8',
    env: {},
    ...asNobody,
  });
  // The user nobody cannot read a checkout below a private folder; then this test has nothing to show.
  if (/EACCES|permission denied/i.test(`${child.error?.message}${child.stderr}`)) return;
  expect(child.stderr).toBe('');
  expect(child.status).toBe(0);
  expect(Report.parse(JSON.parse(child.stdout))).toMatchObject({ ok: true });
});

test('a problem is shown with its line, a mark under the place, and what to do', async () => {
  const path = add('ada', 20_001);
  edit(path, 'account.json', '"uid": 20001', '"uid": 9999');
  const { exit, out } = await run(folder);
  expect(exit).toBe(2);
  expect(out).toBe(`${path}/account.json:4:10 /uid
  is 9999, outside the range of this host
      4 |   "uid": 9999,
        |          ^
  use a free number from 10000 to 59999; for a user who is there already, change uid_min or uid_max in the settings

1 set checked: 1 problem in 1 of them
`);
});

test('every problem of every set, and the good ones are not named', async () => {
  add('ada', 20_001);
  const bob = add('bob', 20_002);
  edit(bob, 'limits.json', '"max_subdomains"', '"max_subdomain"');
  const cyd = add('cyd', 20_003);
  writeFileSync(join(cyd, 'ssh.json'), '{ "schema_version": 1, }');
  rmSync(join(cyd, 'domains.json'));
  const { exit, sets, ok, checked } = await report(folder);
  expect({ exit, ok, checked }).toEqual({ exit: 2, ok: false, checked: 3 });
  expect(
    sets.map(({ username, ok: good, problems }) => [
      username,
      good,
      problems.map(({ file, pointer }) => `${file}${pointer}`),
    ]),
  ).toEqual([
    ['ada', true, []],
    ['bob', false, ['limits.json/max_subdomains', 'limits.json/max_subdomain']],
    ['cyd', false, ['domains.json', 'ssh.json']],
  ]);
  expect((await run(folder)).out).not.toContain('/ada/');
});

test('sets are checked against each other, and the message names the place', async () => {
  add('ada', 20_001);
  const bob = add('bob', 20_001);
  edit(bob, 'account.json', '2026-01-29T10:00:00+07:00', '2026-02-01T10:00:00+07:00');
  edit(bob, 'domains.json', '"www.bob-example.org"', '"shop.ada-example.org"');
  const { sets } = await report(folder);
  expect(sets.find(({ username }) => username === 'ada')?.problems).toEqual([]);
  expect(sets.find(({ username }) => username === 'bob')?.problems).toMatchObject([
    {
      pointer: '/uid',
      line: 4,
      column: 10,
      message: 'is "20001", which belongs to the account ada',
      remedy: 'choose a number that no account has had',
    },
    { pointer: '/gid', line: 5, column: 10 },
    {
      pointer: '/alias_domains/0',
      line: 10,
      column: 21,
      message: expect.stringContaining('below "ada-example.org"'),
    },
  ]);
});

test('several folders are one world', async () => {
  const first = join(folder, 'first');
  mkdirSync(first);
  renameSync(add('ada', 20_001), join(first, 'ada'));
  const bob = add('bob', 20_001);
  expect((await report(first, bob)).exit).toBe(2);
  expect((await report(first)).exit).toBe(0);
});

test('two accounts of one name are a problem, and one that is given twice is checked once', async () => {
  const first = join(folder, 'first');
  const second = join(folder, 'second');
  for (const path of [first, second]) {
    mkdirSync(path);
    renameSync(add('ada', 20_001), join(path, 'ada'));
  }
  const { exit, sets } = await report(first, second);
  expect(exit).toBe(2);
  expect(sets.map(({ problems }) => problems.map(({ message }) => message))).toEqual([
    [],
    [expect.stringContaining(`a second account named ada, beside "${first}/ada"`.slice(0, 60))],
  ]);
  expect(await report(first, join(first, 'ada'), `${first}/`)).toMatchObject({ exit: 0, checked: 1 });
});

test('a symbolic link in place of an account is reported, as the daemon refuses it', async () => {
  const real = add('ada', 20_001);
  symlinkSync(real, join(folder, 'bob'));
  symlinkSync('cyd', join(folder, 'cyd'));
  symlinkSync(real, join(folder, 'Current'));
  const { exit, sets } = await report(folder);
  expect(exit).toBe(2);
  expect(sets.map(({ username, problems }) => [username, problems.map(({ message }) => message)])).toEqual([
    ['ada', []],
    ['bob', [expect.stringContaining('is not a folder but a link')]],
    ['cyd', [expect.stringContaining('is not a folder but a link')]],
  ]);
});

test('what lies beside the sets is ignored, but not a set that the daemon would pass over', async () => {
  add('ada', 20_001);
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'Docs'));
  writeFileSync(join(folder, 'README.md'), '');
  expect((await run(folder)).exit).toBe(0);
  renameSync(add('bob', 20_002), join(folder, 'Bob'));
  const { exit, sets } = await report(folder);
  expect(exit).toBe(2);
  expect(sets.find(({ username }) => username === 'Bob')?.problems).toMatchObject([
    { file: '.', message: expect.stringContaining('would pass over it') },
  ]);
});

test('owners and modes are not checked, links and special files are', async () => {
  const ada = add('ada', 20_001);
  chmodSync(ada, 0o755);
  chmodSync(join(ada, 'ssh.json'), 0o644);
  expect((await run(folder)).exit).toBe(0);
  renameSync(join(ada, 'ssh.json'), join(ada, 'real.json'));
  symlinkSync('real.json', join(ada, 'ssh.json'));
  rmSync(join(ada, 'limits.json'));
  mkdirSync(join(ada, 'limits.json'));
  const { sets } = await report(folder);
  expect(sets[0]?.problems.map(({ file, message }) => `${file} ${message}`).sort()).toEqual([
    'limits.json is not a regular file',
    'ssh.json is a symbolic link',
  ]);
});

test('annotations for GitHub are one line each, escaped', async () => {
  const path = add('ada', 20_001);
  edit(path, 'account.json', '"starter"', '"100%: a,b"');
  edit(path, 'account.json', '"gid": 20001', '"gid": 1');
  const { exit, out, err } = await run('--format', 'github', folder);
  expect({ exit, err }).toEqual({ exit: 2, err: '' });
  expect(out.trimEnd().split('\n')).toEqual([
    `::error file=${path}/account.json,line=5,col=10,title=ada /gid::is 1. use at least 1000`,
    `::error file=${path}/account.json,line=12,col=14,title=ada /package::is not a package name: "100%25: a,b". use up to 64 letters, digits, spaces and . _ + -`,
  ]);
});

test('no line with a secret is shown, and nothing in a file steers the terminal', async () => {
  const path = add('ada', 20_001);
  edit(path, 'account.json', '"last_login_ip": null', '"last_login_ip": null, "password_hash": "hunter2"');
  edit(path, 'services.json', '"apps": []', '"apps": [{ "name": "a", "env": { "DB": "hunter2\\n" } }]');
  edit(
    path,
    'ssh.json',
    '"authorized_keys": []',
    '"authorized_keys": ["-----BEGIN OPENSSH PRIVATE KEY-----hunter2"]',
  );
  edit(path, 'limits.json', '"disk_quota_mb": 10240', '"disk_\u001b[31mquota": 10240\u009b, \u202e');
  for (const format of ['text', 'json', 'github']) {
    const { exit, out } = await run('--format', format, folder);
    expect(exit).toBe(2);
    expect(out).not.toContain('hunter2');
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  }
  expect((await run(folder)).out).toContain('(not shown: it may hold a secret)');
});

test('a long line is cut around its mark, and tabs do not move the mark', async () => {
  const path = add('ada', 20_001);
  const text = readFileSync(join(path, 'limits.json'), 'utf8');
  const oneLine = JSON.stringify({ ...JSON.parse(text), x_long: 'y'.repeat(500), io_limit_mb_s: -1 });
  writeFileSync(
    join(path, 'limits.json'),
    `\t${oneLine.replace('"cpu_limit_percent":200', '"cpu_limit_percent":\t-7')}`,
  );
  const lines = (await run(folder)).out.split('\n');
  const marked = lines.flatMap((line, index) =>
    /^ +\| +\^$/.test(line) ? [{ line: lines[index - 1] ?? '', at: line.indexOf('^') }] : [],
  );
  expect(marked).toHaveLength(2);
  for (const { line, at } of marked) {
    expect(line.length).toBeLessThan(150);
    expect(line.slice(at)).toMatch(/^-[17]\b/);
  }
});

test('settings give the uid range and the home folders', async () => {
  const path = add('ada', 20_001);
  const config = join(folder, 'settings.json');
  writeFileSync(config, JSON.stringify({ uid_min: 30_000, home_bases: ['/srv/homes'] }), { mode: 0o600 });
  const { exit, sets } = await report('--config', config, path);
  expect(exit).toBe(2);
  expect(sets[0]?.problems.map(({ pointer }) => pointer)).toEqual(['/uid', '/gid', '/home_dir']);
  writeFileSync(config, '{ "uid_mni": 1 }', { mode: 0o600 });
  expect(await run('--config', config, path)).toMatchObject({ exit: 1, out: '' });
});

test('a path that cannot be read is a failure and not a finding', async () => {
  expect(await run(join(folder, 'nowhere'))).toEqual({
    exit: 1,
    out: '',
    err: `jopanel: ${folder}/nowhere cannot be read: ENOENT\n`,
  });
  expect(await run('--format', 'xml', folder)).toMatchObject({ exit: 64 });
});

test('a folder without a set fails in every format, as nothing was checked', async () => {
  const said = `jopanel: there is no set in "${folder}", so nothing was checked\n`;
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, 'readme'), '');
  for (const words of [[], ['--format', 'json'], ['--format', 'github'], ['--json']])
    expect(await run(...words, folder)).toMatchObject({ exit: 1, err: expect.stringContaining(said) });
  // A folder with sets beside it does not make up for the one without.
  expect(await run(FIXTURES, folder)).toMatchObject({ exit: 1, err: expect.stringContaining(said) });
});

test('the documented pre-commit hook lets a good set pass and stops what is staged, whatever the work tree has', () => {
  const documented = readFileSync(join(ROOT, 'docs/validate.md'), 'utf8');
  const hook = /```sh\n(#!\/bin\/sh\n[^`]*)```/.exec(documented)?.[1] ?? '';
  expect(hook).toContain('jopanel validate');
  const repository = join(folder, 'repository');
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  const jopanel = `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'src/jopanel.ts')}' "$@"\n`;
  writeFileSync(join(programs, 'jopanel'), jopanel, { mode: 0o755 });
  const git = (...argv: string[]) =>
    spawnSync('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...argv], {
      encoding: 'utf8',
      env: { PATH: `${programs}:${process.env.PATH}`, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
    });
  spawnSync('git', ['init', '-q', repository]);
  writeFileSync(join(repository, '.git/hooks/pre-commit'), hook, { mode: 0o755 });
  const joko = join(repository, 'accounts/joko');
  cpSync(join(FIXTURES, 'joko'), joko, { recursive: true });
  git('add', '.');
  expect(git('commit', '-qm', 'good')).toMatchObject({ status: 0 });

  edit(joko, 'account.json', '"uid": 12010', '"uid": 9999');
  git('add', '.');
  edit(joko, 'account.json', '"uid": 9999', '"uid": 12010');
  const refused = git('commit', '-qm', 'bad');
  expect(refused.status).toBe(1);
  expect(`${refused.stdout}${refused.stderr}`).toContain('accounts/joko/account.json:4:10 /uid\n  is 9999');
  expect(git('rev-list', '--count', 'HEAD').stdout).toBe('1\n');
}, 60_000);

test("sets in the daemon's own folder are checked as the daemon checks them, owners and modes too", async () => {
  const users = join(folder, 'users');
  mkdirSync(users, { mode: 0o700 });
  const config = join(folder, 'jopaneld.json');
  const settings = { users_dir: users, run_dir: join(folder, 'run'), state_dir: join(folder, 'state') };
  writeFileSync(config, JSON.stringify(settings));
  const joko = join(users, 'joko');
  renameSync(add('joko', 12_010), joko);
  chmodSync(joko, 0o700);
  for (const name of ['account', 'limits', 'domains', 'services', 'ssh', 'meta'])
    chmodSync(join(joko, `${name}.json`), 0o600);
  expect((await run('--config', config)).exit).toBe(0);
  // The daemon takes this and sets the mode right; to look at it changes nothing.
  chmodSync(join(joko, 'ssh.json'), 0o644);
  expect((await run('--config', config)).exit).toBe(0);
  expect(statSync(join(joko, 'ssh.json')).mode & 0o777).toBe(0o644);
  chmodSync(join(joko, 'ssh.json'), 0o666);
  const { exit, sets } = await report('--config', config);
  expect(exit).toBe(2);
  expect(sets[0]?.problems).toMatchObject([
    {
      file: 'ssh.json',
      message: 'can be written by others (mode 0666)',
      remedy: `chmod 600 ${joko}/ssh.json`,
    },
  ]);
  // The same set under another path is judged by what it says.
  expect((await run('--config', join(folder, 'other.json'), joko)).exit).toBe(1);
  writeFileSync(join(folder, 'other.json'), '{}');
  expect((await run('--config', join(folder, 'other.json'), joko)).exit).toBe(0);
});

test('a file of a set is checked within its set, and only what is wrong in it is reported', async () => {
  const ada = add('ada', 20_001);
  edit(ada, 'limits.json', /"max_databases": \d+/, '"max_databases": -1');
  edit(ada, 'ssh.json', '"enabled": true', '"enabled": 7');
  const filesOf = async (...names: string[]) =>
    (await report(...names.map((name) => join(ada, name)))).sets.flatMap(({ problems }) =>
      problems.map(({ file }) => file),
    );
  expect(await filesOf('limits.json')).toEqual(['limits.json']);
  expect(await filesOf('limits.json', 'ssh.json')).toEqual(['limits.json', 'ssh.json']);
  expect(await filesOf('limits.json', '')).toEqual(['limits.json', 'ssh.json']);
  expect(await filesOf('domains.json')).toEqual([]);
  expect((await run(join(folder, 'nobody', 'account.json'))).exit).toBe(1);
});
