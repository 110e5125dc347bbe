// Accounts made, changed and removed from the command line, as a program and as a person do it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { makeUsersFolder } from '../../sandbox/account-sets.ts';
import { forgetAccounts } from './forget-accounts.ts';
import {
  editAccount,
  readSetFile,
  request,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';
import { atTerminal, jopanel, jopanelJson, phaseOf } from './jopanel.ts';
import { writeAs } from './web.ts';

/** Of a list that is created at once. */
const LISTED = Array.from({ length: 12 }, (_, index) => `climany${index}`);
const USERS = ['cliann', 'clibob', 'clicat', ...LISTED];
const PASSWORD = 'correct horse battery';

beforeAll(async () => {
  await makeUsersFolder(sandbox);
  await startDaemon();
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(USERS);
});

const create = (username: string, ...more: string[]) => [
  'user',
  'create',
  username,
  '--domain',
  `${username}.example`,
  ...more,
];

test('create writes a whole set and returns when it is in force', async () => {
  const { exitCode, value } = await jopanelJson(create('cliann', '--wait'), { env: { SUDO_USER: 'maria' } });
  expect(exitCode).toBe(0);
  expect(value).toMatchObject({ username: 'cliann', applied: true });
  const { uid } = z.object({ uid: z.int() }).parse(value);
  expect((await sandbox.run(['id', '--user', 'cliann'])).stdout).toBe(`${uid}\n`);
  expect(await readSetFile('cliann', 'meta')).toMatchObject({
    audit: { last_action: 'create_user', last_actor: 'admin:maria' },
  });
  const stats = await sandbox.run([
    'stat',
    '--format=%a %U:%G',
    '/etc/jopanel/users/cliann',
    '/etc/jopanel/users/cliann/account.json',
  ]);
  expect(stats.stdout).toBe('700 root:root\n600 root:root\n');
});

test('a person sees what happens, and many at once get uids of their own', async () => {
  const shown = await atTerminal(create('clibob', '--wait'));
  expect(shown.exitCode).toBe(0);
  expect(shown.stdout).toContain('create the user clibob');
  expect(shown.stdout).toContain('Applied.');
  await jopanel(['user', 'delete', 'clibob', '--confirm', 'clibob']);
  expect((await jopanelJson(['purge', 'clibob', '--confirm', 'clibob'])).value).toEqual({
    username: 'clibob',
    archive: expect.stringMatching(/^\/var\/lib\/jopanel\/archive\/clibob-.*\.tar\.zst$/),
  });
  const made = await Promise.all(
    ['clibob', 'clicat'].map((username) => jopanelJson(create(username, '--wait'))),
  );
  const uids = made.map(({ value }) => z.object({ uid: z.int() }).parse(value).uid);
  expect(new Set(uids).size).toBe(2);
  // The uid of the one that was purged is never given out again.
  const { stdout } = await jopanel(['--json', 'events', '--last', '1000']);
  const first =
    stdout.split('\n').find((line) => line.includes('"set.observed"') && line.includes('"clibob"')) ?? '';
  const past = z.object({ data: z.object({ uid: z.int() }) }).parse(JSON.parse(first)).data.uid;
  expect(uids).not.toContain(past);
});

test.each([
  [create('cliann'), 'account cliann already exists'],
  [create('x'), '3 to 16 lower-case letters'],
  [create('clidog', '--package', 'nothing'), 'there is no package nothing'],
  [['user', 'create', 'clidog', '--domain', 'cliann.example'], 'cliann'],
  [['user', 'create', 'clidog', '--domain', 'no domain'], 'domain'],
])('%j is refused, says why, and leaves nothing behind', async (words, why) => {
  const { exitCode, stderr } = await jopanel(words);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(why);
  expect((await sandbox.run(['ls', '-A', '/etc/jopanel/users'])).stdout).toBe('cliann\nclibob\nclicat\n');
});

test('a package template with a problem is refused with its place, and one that is a link is not followed', async () => {
  const folder = '/etc/jopanel/packages';
  await sandbox.writeFile(`${folder}/slip.json`, '{\n  "schema_version": 1,\n  "limit": {}\n}\n');
  const slip = await jopanel(create('clidog', '--package', 'slip'));
  expect(slip.exitCode).toBe(1);
  expect(slip.stderr).toContain(
    `${folder}/slip.json:3:3 /limit: is not a known key: "limit" — did you mean limits?`,
  );
  expect(slip.stderr).toContain('/services: is missing — add the key');
  await sandbox.run(['ln', '--symbolic', '/usr/lib/jopanel/packages/starter.json', `${folder}/linked.json`]);
  const linked = await jopanel(create('clidog', '--package', 'linked'));
  expect(linked).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('make it a regular file') });
  await sandbox.run(['rm', `${folder}/slip.json`, `${folder}/linked.json`]);
});

test('set changes single values and keeps the rest of the file as it is', async () => {
  const path = '/etc/jopanel/users/cliann/limits.json';
  await sandbox.run(['sed', '-i', 's/^{/{\\n  "x_own": [1,   2],/', path]);
  const { exitCode, value } = await jopanelJson([
    'user',
    'set',
    'cliann',
    'limits.disk_quota_mb=512',
    'domains.alias_domains+=more.example.org',
    '--wait',
  ]);
  expect(exitCode).toBe(0);
  expect(value).toMatchObject({
    applied: true,
    changed: expect.arrayContaining(['limits.json', 'domains.json', 'meta.json']),
  });
  const text = await sandbox.readFile(path);
  expect(text).toContain('"x_own": [1,   2],');
  expect(text).toContain('"disk_quota_mb": 512');
  expect((await jopanelJson(['user', 'set', 'cliann', 'limits.disk_quota_mb=512'])).value).toMatchObject({
    changed: [],
  });
  expect(await jopanel(['user', 'set', 'cliann', 'limits.disk_quota_mb=much'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('limits.json'),
  });
});

test('suspend and unsuspend return when the account is as asked for', async () => {
  expect((await jopanelJson(['user', 'suspend', 'cliann', '--wait'])).value).toMatchObject({ applied: true });
  expect((await sandbox.run(['passwd', '--status', 'cliann'])).stdout).toMatch(/^cliann L /);
  const shown = await atTerminal(['user', 'unsuspend', 'cliann', '--wait']);
  expect(shown.exitCode).toBe(0);
  expect((await readSetFile('cliann', 'account')).status).toBe('active');
});

test('suspend works while a comma is missing in the set, and stays when that is mended', async () => {
  const file = '/etc/jopanel/users/cliann/domains.json';
  const whole = await sandbox.readFile(file);
  await sandbox.writeFile(file, whole.replace(',', ''), { mode: '0600' });
  await sandbox.waitFor('the set to be refused', async () => (await phaseOf('cliann')) === 'invalid');
  const suspended = await jopanelJson(['user', 'suspend', 'cliann', '--wait']);
  expect(suspended).toMatchObject({ exitCode: 0, value: { applied: true, changed: [] } });
  expect((await request('cliann.example', '/')).status).toBe(503);
  expect(await readSetFile('cliann', 'account')).toMatchObject({ status: 'suspended' });
  await sandbox.writeFile(file, whole, { mode: '0600' });
  await sandbox.waitFor('the set to be accepted', async () => (await phaseOf('cliann')) === 'applied');
  expect((await request('cliann.example', '/')).status).toBe(503);
  expect((await jopanelJson(['user', 'unsuspend', 'cliann', '--wait'])).exitCode).toBe(0);
});

test('passwd asks twice without showing anything, and a person can log in with it', async () => {
  const typed = [
    { after: 'New password for cliann: ', line: PASSWORD },
    { after: 'Repeat the password: ', line: PASSWORD },
  ];
  const shown = await atTerminal(['user', 'passwd', 'cliann', '--wait'], { typed });
  expect(shown.exitCode).toBe(0);
  expect(shown.stdout).not.toContain(PASSWORD);
  const shadow = await sandbox.run(['grep', '^cliann:', '/etc/shadow']);
  const hash = shadow.stdout.split(':')[1] ?? '';
  expect(hash).toMatch(/^\$y\$/);
  const again = await sandbox.run(
    ['perl', '-e', 'chomp($_ = <STDIN>); print crypt($_, $ARGV[0])', '--', hash],
    { input: PASSWORD },
  );
  expect(again.stdout).toBe(hash);
  const wrong = await atTerminal(['user', 'passwd', 'cliann'], {
    typed: [
      { ...typed[0], line: 'one password', after: 'New password' },
      { after: 'Repeat the password', line: 'another one' },
    ],
  });
  expect(wrong).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('do not match') });
  expect((await jopanel(['user', 'passwd', 'cliann'], { input: `${PASSWORD}!\n` })).exitCode).toBe(0);
  const { stdout } = await jopanel(['--json', 'events', 'cliann', '--last', '1000']);
  expect(stdout).not.toMatch(/\$y\$/);
});

test('edit checks what was saved, offers to go back in, and writes it only when it is sound', async () => {
  const once = (script: string) => ({ EDITOR: `sed -i ${script}` });
  const bad = await jopanel(['user', 'edit', 'cliann', 'limits'], { env: once('s/512/"x"/') });
  expect(bad).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('limits.json') });
  await sandbox.writeFile(
    '/usr/local/bin/two-step-editor',
    `#!/bin/sh
if [ -e /run/edited ]; then sed -i 's/"much"/1024/' "$1"; else sed -i 's/512/"much"/' "$1"; touch /run/edited; fi
`,
    { mode: '0755' },
  );
  const shown = await atTerminal(['user', 'edit', 'cliann', 'limits', '--wait'], {
    env: { EDITOR: 'two-step-editor' },
    typed: [{ after: 'Reopen the editor?', line: 'y' }],
  });
  await sandbox.run(['rm', '/run/edited', '/usr/local/bin/two-step-editor']);
  expect(shown.exitCode).toBe(0);
  expect(await readSetFile('cliann', 'limits')).toMatchObject({ disk_quota_mb: 1024 });
  expect(
    (await jopanelJson(['user', 'edit', 'cliann', 'limits'], { env: once('s/1024/2048/') })).value,
  ).toMatchObject({
    changed: expect.arrayContaining(['limits.json']),
  });
  expect((await sandbox.run(['bash', '-c', 'ls -d /run/jopanel/edit-* 2>/dev/null | wc -l'])).stdout).toBe(
    '0\n',
  );
});

test('show and list, for people and programs', async () => {
  const { value } = await jopanelJson(['user', 'show', 'cliann']);
  expect(value).toMatchObject({ source: 'files', account: { password_hash: '(redacted)' } });
  expect((await atTerminal(['user', 'show', 'cliann'])).stdout).toContain('account.json');
  expect((await jopanelJson(['user', 'list'])).value).toMatchObject({
    users: [{ username: 'cliann' }, { username: 'clibob' }, { username: 'clicat' }],
  });
  expect((await atTerminal(['user', 'list'])).stdout).toContain('clibob');
});

test('create --from makes the accounts of a list, all or none, and takes the same list again', async () => {
  const header = 'username,primary_domain,contact_email,package\n';
  const rows = LISTED.map((name) => `${name},${name}.example,owner@${name}.example,starter\n`);
  const bad = `${header}${rows.join('')}clizzz,cliann.example,,\nroot,root.example,,\n`;
  const refused = await jopanel(['user', 'create', '--from', '-'], { input: bad });
  expect(refused).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/no account was created.*\n {2}line \d+ username: .*root/),
  });
  const taken = `${header}${rows.join('')}clizzz,cliann.example,,\n`;
  expect(await jopanel(['user', 'create', '--from', '-'], { input: taken })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/line \d+ domains\.json\/primary: .*cliann/),
  });
  expect((await jopanel(['user', 'list'])).stdout).not.toContain(LISTED[0]);

  await sandbox.writeFile('/root/accounts.csv', `${header}${rows.slice(1).join('')}`);
  const made = await jopanelJson(['user', 'create', '--from', '/root/accounts.csv', '--wait']);
  expect(made).toMatchObject({ exitCode: 0 });
  const { accounts } = z
    .object({ accounts: z.array(z.looseObject({ username: z.string(), uid: z.int() })) })
    .parse(made.value);
  expect(new Set(accounts.map(({ uid }) => uid)).size).toBe(LISTED.length - 1);
  for (const { username, uid } of accounts)
    expect((await sandbox.run(['id', '--user', username])).stdout).toBe(`${uid}\n`);
  const lines = LISTED.map((username) => JSON.stringify({ username, primary_domain: `${username}.example` }));
  const again = await jopanel(['user', 'create', '--from', '-', '--wait'], { input: lines.join('\n') });
  expect(again).toMatchObject({
    exitCode: 0,
    stdout: `1 account created, ${LISTED.length - 1} existed already, ${LISTED.length} applied.\n`,
  });
});

async function newestOf(username: string): Promise<unknown> {
  const History = z.object({ revisions: z.array(z.unknown()) });
  return History.parse((await jopanelJson(['history', username])).value).revisions[0];
}

test('rollback shows what changes and asks, and leaves the password and the status alone', async () => {
  const Revisions = z.object({ revisions: z.array(z.object({ revision: z.string() })) });
  const { value } = await jopanelJson(['history', 'cliann']);
  const before = Revisions.parse(value).revisions[0]?.revision.slice(7, 19) ?? '';
  const { package: label } = await readSetFile('cliann', 'account');
  const quota = (await readSetFile('cliann', 'limits')).disk_quota_mb;
  await jopanel(['user', 'set', 'cliann', 'limits.disk_quota_mb=777', 'account.package=other', '--wait']);
  expect(await newestOf('cliann')).toMatchObject({
    actor: 'admin:root',
    changes: ['account.package', 'limits.disk_quota_mb'],
  });
  await editAccount('cliann', 'limits', (limits) => ({ ...limits, max_databases: 3 }));
  await waitApplied('cliann');
  expect(await newestOf('cliann')).toMatchObject({ actor: null, changes: ['limits.max_databases'] });
  expect((await jopanel(['user', 'passwd', 'cliann'], { input: 'another password\n' })).exitCode).toBe(0);
  await jopanel(['user', 'suspend', 'cliann', '--wait']);
  const { password_hash: hash } = await readSetFile('cliann', 'account');

  const unasked = await jopanel(['rollback', 'cliann', before]);
  expect(unasked).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('add --yes') });
  expect(unasked.stdout).toMatch(/^\s*-\s+"disk_quota_mb": 777/m);
  expect(unasked.stdout).not.toContain(String(hash));
  const declined = await atTerminal(['rollback', 'cliann', before], {
    typed: [{ after: 'Write these files?', line: 'n' }],
  });
  expect(declined.exitCode).toBe(1);
  expect(await readSetFile('cliann', 'limits')).toMatchObject({ disk_quota_mb: 777 });

  const agreed = await atTerminal(['rollback', 'cliann', before, '--only', 'limits'], {
    typed: [{ after: 'Write these files?', line: 'y' }],
  });
  expect(agreed.exitCode).toBe(0);
  expect(await readSetFile('cliann', 'limits')).toMatchObject({ disk_quota_mb: quota });
  expect(await readSetFile('cliann', 'account')).toMatchObject({ package: 'other', status: 'suspended' });

  expect((await jopanel(['rollback', 'cliann', before, '--yes'])).exitCode).toBe(0);
  expect(await readSetFile('cliann', 'account')).toMatchObject({
    package: label,
    status: 'suspended',
    password_hash: hash,
  });
  expect((await jopanel(['rollback', 'cliann', before, '--yes', '--with-status', '--wait'])).exitCode).toBe(
    0,
  );
  expect(await readSetFile('cliann', 'account')).toMatchObject({ status: 'active', password_hash: hash });
});

test('delete asks for the name, retires, and rollback brings the account back whole', async () => {
  const refused = await atTerminal(['user', 'delete', 'clicat'], {
    typed: [{ after: 'Type cli', line: 'cliann' }],
  });
  expect(refused.exitCode).toBe(1);
  await sandbox.run(['test', '-d', '/etc/jopanel/users/clicat']);
  const before = await sandbox.readFile('/etc/jopanel/users/clicat/account.json');
  const gone = await atTerminal(['user', 'delete', 'clicat'], {
    typed: [{ after: 'Type cli', line: 'clicat' }],
  });
  expect(gone.exitCode).toBe(0);
  expect(gone.stdout).toContain('clicat is retired');
  expect(
    (await sandbox.run(['test', '-e', '/etc/nginx/jopanel/clicat.conf'], { allowFailure: true })).exitCode,
  ).toBe(1);
  expect(await jopanel(create('clicat'))).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/still exists; only its folder is gone\n {2}restore it: jopanel rollback/),
  });
  const { value } = await jopanelJson(['history', 'clicat']);
  const [latest] = z
    .object({ revisions: z.array(z.object({ revision: z.string() })) })
    .parse(value).revisions;
  const back = await jopanelJson(['rollback', 'clicat', (latest?.revision ?? '').slice(7, 19), '--wait']);
  expect(back.value).toMatchObject({ applied: true, revision: latest?.revision });
  expect(JSON.parse(await sandbox.readFile('/etc/jopanel/users/clicat/account.json'))).toEqual(
    JSON.parse(before),
  );
});

test('purge wants the folder gone and the name typed, and leaves an archive that only root can read', async () => {
  const asked = 'Type cli';
  const page = 'domains/clicat.example/public_html/a page.html';
  await writeAs('clicat', `/home/clicat/${page}`, 'precious\n');
  const uid = (await sandbox.run(['id', '--user', 'clicat'])).stdout.trim();
  expect(await jopanel(['purge', 'clicat', '--confirm', 'clicat'])).toMatchObject({
    exitCode: 1,
    stderr: 'jopanel: clicat is not retired\n  first: jopanel user delete clicat\n',
  });
  expect((await jopanelJson(['user', 'delete', 'clicat', '--confirm', 'clicat'])).value).toMatchObject({
    retired: true,
  });
  const wrong = await atTerminal(['purge', 'clicat'], { typed: [{ after: asked, line: 'clibob' }] });
  expect(wrong).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('clicat was not purged') });
  await sandbox.run(['id', 'clicat']);
  const purged = await atTerminal(['purge', 'clicat'], { typed: [{ after: asked, line: 'clicat' }] });
  expect(purged.exitCode).toBe(0);
  const archive = /kept as (\S+)\./.exec(purged.stdout)?.[1] ?? '';
  const modes = await sandbox.run(['stat', '--format=%a %U:%G', '/var/lib/jopanel/archive', archive]);
  expect(modes.stdout).toBe('700 root:root\n600 root:root\n');
  const listed = await sandbox.run(['tar', '--list', '--verbose', '--numeric-owner', `--file=${archive}`]);
  expect(listed.stdout).toMatch(new RegExp(`^-rw\\S+ ${uid}/${uid} .* clicat/${page}$`, 'm'));
  for (const database of ['passwd', 'group'])
    expect((await sandbox.run(['getent', database, 'clicat'], { allowFailure: true })).exitCode).toBe(2);
  // Nor does an account get a home that was left behind, by being given its uid or gid.
  const past = Number(uid);
  await sandbox.run(['install', '-d', `--owner=${past + 1}`, `--group=${past + 2}`, '/home/leftover']);
  const again = z.object({ uid: z.int() }).parse((await jopanelJson(create('clicat'))).value);
  await sandbox.run(['rmdir', '/home/leftover']);
  expect([past, past + 1, past + 2]).not.toContain(again.uid);
});

test('a user other than root is refused at once, and nothing is tried', async () => {
  for (const words of [create('clidog'), ['user', 'suspend', 'cliann'], ['apply'], ['purge', 'cliann']]) {
    const { exitCode, stderr } = await jopanel(words, { user: 'nobody' });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('needs root\n  sudo jopanel')]);
  }
});
