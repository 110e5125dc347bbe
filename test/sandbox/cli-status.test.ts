// What there is to read from the command line: with a daemon and without one, for programs and for people.

import PQueue from 'p-queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { COMMANDS } from '../../src/cli/commands/all-commands.ts';
import { Overview } from '../../src/cli/daemon/load-overview.ts';
import { FailureOutput } from '../../src/cli/output/failure-output.ts';
import { outputSchemas } from '../../src/cli/output/output-schemas.ts';
import { forgetAccounts } from './forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  removeAccount,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';
import { atTerminal, jopanel, jopanelJson, openTerminal, phaseOf, plainLines } from './jopanel.ts';

const USERS = ['seeann', 'seebob'];
const [ANN, BOB, CAT] = ['seeann', 'seebob', 'seecat'];

beforeAll(async () => {
  for (const username of USERS) await dropAccount(username);
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
  await editAccount(ANN, 'limits', (limits) => ({ ...limits, memory_limit_mb: 1024 }));
  await waitApplied(ANN);
  await editAccount(BOB, 'limits', (limits) => ({ ...limits, memory_limit_mb: 'much' }));
  await sandbox.waitFor('the bad set to be refused', async () => (await phaseOf(BOB)) === 'invalid');
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(USERS);
});

test('status lists all accounts, the worst first', async () => {
  const { value } = await jopanelJson(['status']);
  expect(value).toMatchObject({ daemon: { ready: true }, users: [{ username: ANN }, { username: BOB }] });
  const { stdout } = await atTerminal(['status'], { columns: 72 });
  const plain = stdout.replace(/\x1b\[[0-9;]*m/g, '');
  expect(plain.indexOf(BOB)).toBeLessThan(plain.indexOf(ANN));
  expect(stdout).toContain('\x1b[31m');
  for (const line of plain.split('\r\n')) expect(line.length).toBeLessThanOrEqual(72);
  expect((await jopanel(['status'])).stdout).not.toContain('\x1b[');
});

test('status USER and explain USER say what is wrong, where, and what to do', async () => {
  const { stdout } = await atTerminal(['status', BOB]);
  expect(stdout).toContain('limits.json');
  expect(stdout).toContain('Latest events');
  const { value } = await jopanelJson(['explain', BOB]);
  expect(value).toMatchObject({
    phase: 'invalid',
    sentences: expect.arrayContaining([expect.stringContaining('/memory_limit_mb')]),
  });
});

test('explain PATH:LINE names the field', async () => {
  const pool = `/var/lib/jopanel/php/${ANN}.json`;
  const lines = (await sandbox.readFile(pool)).split('\n');
  const at = lines.findIndex((line) => line.includes('pm.max_children')) + 1;
  const { value } = await jopanelJson(['explain', ANN, `${pool}:${at}`]);
  expect(value).toMatchObject({
    text: '        "pm.max_children = 8",',
    shaped_by: [{ file: 'limits.json', pointer: '/memory_limit_mb', value: '1024' }],
  });
  const vhost = `/etc/nginx/jopanel/${ANN}.conf`;
  const names =
    (await sandbox.readFile(vhost)).split('\n').findIndex((line) => line.includes('server_name')) + 1;
  expect((await atTerminal(['explain', ANN, `${vhost}:${names}`])).stdout).toContain(
    `domains.json /primary: "${ANN}.example"`,
  );
  for (const place of ['/etc/passwd:1', '/etc/passwd'])
    expect(await jopanel(['explain', ANN, place])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('is not a generated file of'),
    });
});

test('explain PATH names the fields of each line, of a shared file of those that are the account’s', async () => {
  const pool = `/var/lib/jopanel/php/${ANN}.json`;
  expect((await jopanelJson(['explain', ANN, pool])).value).toMatchObject({
    lines: expect.arrayContaining([
      expect.objectContaining({ line: 2, text: '{', shaped_by: [] }),
      expect.objectContaining({
        text: '        "pm.max_children = 8",',
        shaped_by: [{ file: 'limits.json', pointer: '/memory_limit_mb', value: '1024' }],
      }),
    ]),
    needed_by: expect.arrayContaining([{ file: 'services.json', pointer: '/php/enabled', value: 'true' }]),
  });
  const { stdout } = await atTerminal(['explain', ANN, '/etc/ssh/sshd_config.d/60-jopanel.conf']);
  const lines = plainLines(stdout);
  expect(lines[0]).toMatch(/^ +\d+ {2}Match User .*seeann/);
  expect(lines).toContain('         <- ssh.json /mode: "sftp_chroot"');
});

test('plan and apply: what would change, and the change', async () => {
  await sandbox.run(['rm', `/etc/nginx/jopanel/${ANN}.conf`]);
  const { exitCode, value } = await jopanelJson(['plan', ANN]);
  expect(exitCode).toBe(2);
  expect(value).toMatchObject({ totals: { create: 1 }, reloads: [{ service: 'nginx', accounts: [ANN] }] });
  const shown = await atTerminal(['plan', ANN]);
  expect(shown.exitCode).toBe(2);
  expect(shown.stdout).toContain(`server_name ${ANN}.example`);
  expect(shown.stdout).toContain('nginx reloads once for 1 account');
  expect((await jopanelJson(['apply', ANN])).exitCode).toBe(0);
  expect(await jopanelJson(['plan', ANN])).toMatchObject({ exitCode: 0, value: { accounts: [] } });
  await sandbox.run(['rm', `/etc/nginx/jopanel/${ANN}.conf`]);
  const applied = await atTerminal(['apply', ANN]);
  expect(applied.exitCode).toBe(0);
  expect(applied.stdout).toContain(`write /etc/nginx/jopanel/${ANN}.conf`);
  expect((await jopanelJson(['apply', BOB])).exitCode).toBe(1);
});

test('diff between two revisions that history lists', async () => {
  const { value } = await jopanelJson(['history', ANN]);
  const { revisions } = z.object({ revisions: z.array(z.object({ revision: z.string() })) }).parse(value);
  const between = revisions.map(({ revision }) => revision.slice(7, 20)).reverse();
  expect((await jopanelJson(['diff', ANN, ...between])).value).toMatchObject({
    files: [{ file: 'limits.json', diff: expect.stringMatching(/-.*"memory_limit_mb": 2048,?\n\+.*1024/) }],
  });
});

test('events --follow goes on over a restart of the daemon, and leaves nothing out', async () => {
  const running = sandbox.spawn([
    'node',
    '/usr/lib/jopanel/src/jopanel.ts',
    '--json',
    'events',
    '--follow',
    '--last',
    '1',
  ]);
  let text = '';
  running.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await sandbox.waitFor('the first entry', () => text.includes('\n'));
  await sandbox.run(['systemctl', 'restart', 'jopaneld']);
  const revision = await editAccount(ANN, 'limits', (limits) => ({ ...limits, memory_limit_mb: 1536 }));
  await sandbox.waitFor('the edit to be followed', () =>
    text.split('\n').some((line) => line.includes('"revision.applied"') && line.includes(revision)),
  );
  running.kill();
  await running.ended;
  // It is reported as in force before that is written down, and the next step needs every account at rest.
  await waitApplied(ANN, revision);
  const seqs = text
    .trim()
    .split('\n')
    .map((line) => z.object({ seq: z.int() }).parse(JSON.parse(line)).seq);
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
});

test('watch redraws in place, follows the size of the terminal, and gives the screen back on Ctrl-C', async () => {
  const live = openTerminal(['watch'], { columns: 80 });
  await sandbox.waitFor('a second drawing', () => live.shown().split('\x1b[H').length > 2);
  expect(live.shown()).toContain('\x1b[?1049h');
  await live.resize(40, 6);
  const drawn = () => plainLines((live.shown().split('\x1b[H').at(-1) ?? '').replaceAll(/\x1b\[[KJ]/g, ''));
  const isFitting = (line: string) => !line.includes('see') || line.length <= 40;
  await sandbox.waitFor('a drawing that fits', () => drawn().length <= 6 && drawn().every(isFitting));
  live.type('\x03');
  const { exitCode, stdout } = await live.ended;
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/\x1b\[\?25h\x1b\[\?1049l\s*$/);
});

test('watch ends by q', async () => {
  const live = openTerminal(['watch'], { columns: 80 });
  await sandbox.waitFor('the status to be drawn', async () => live.shown().includes(ANN));
  live.type('q');
  expect((await live.ended).exitCode).toBe(0);
});

test('watch is a line for each change where there is no terminal, also over a restart of the daemon', async () => {
  const running = sandbox.spawn(['node', '/usr/lib/jopanel/src/jopanel.ts', '--json', 'watch']);
  let text = '';
  running.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const states = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
  await sandbox.waitFor('the first state', () => states().length > 0);
  await stopDaemon();
  await sandbox.waitFor('the daemon to be missed', () => text.includes('jopaneld is not running'));
  await startDaemon();
  await sandbox.waitFor(
    'the daemon to be back',
    () => text.lastIndexOf('"daemon"') > text.indexOf('"error"'),
  );
  running.kill();
  await running.ended;
  const schema = z.union([Overview, FailureOutput]);
  for (const state of states()) schema.parse(state);
  expect(states()[0]).toMatchObject({ users: [{ username: ANN }, { username: BOB }] });
});

interface Case {
  readonly words: readonly string[];
  readonly exit?: number;
  readonly shows: string;
  /** Tables, which no terminal is too narrow for. */
  readonly fits?: boolean;
}

const READING: readonly Case[] = [
  { words: ['status'], shows: ANN, fits: true },
  { words: ['status', BOB], shows: 'Latest events' },
  { words: ['status', ANN], shows: '1536 MB' },
  { words: ['app', 'list', ANN], shows: 'has no apps', fits: true },
  { words: ['plan'], exit: 2, shows: '1 refused' },
  { words: ['explain', ANN], shows: 'everything that its files say is in force' },
  { words: ['history', ANN], shows: 'in force', fits: true },
  { words: ['diff', ANN], shows: '"memory_limit_mb": 1' },
  { words: ['diff', BOB], shows: '"memory_limit_mb": "much"' },
  { words: ['events', '--last', '50'], shows: 'set.observed', fits: true },
  { words: ['search', 'seea', 'example'], shows: ANN, fits: true },
  { words: ['search', 'nobodyhere'], shows: 'No accounts match', fits: true },
  { words: ['validate'], exit: 2, shows: '/memory_limit_mb' },
  { words: ['journal', 'verify'], shows: 'intact', fits: true },
  { words: ['schema', 'limits'], shows: 'disk_quota_mb' },
  { words: ['completion', 'bash'], shows: '_jopanel' },
  { words: ['domain', 'list', ANN], shows: 'primary', fits: true },
  { words: ['key', 'list', ANN], shows: ANN },
  { words: ['usage'], shows: ANN, fits: true },
  { words: ['user', 'list'], shows: ANN, fits: true },
  { words: ['user', 'show', ANN], shows: 'account.json' },
  ...['status', 'diff', 'plan', 'apply'].map((command) => ({
    words: [...command.split(' '), 'nobodyhere'],
    exit: 1,
    shows: 'there is no account "nobodyhere"',
  })),
];

/** They change something or take their time, and have tests of their own: here, in cli-user, in those of apps, of the mirror and of migration. */
const CHANGING = [
  ...[
    'apply',
    'rollback',
    'retire',
    'purge',
    'watch',
    'journal rebuild',
    'journal expunge',
    'migrate v1',
    'logs',
  ],
  ...['add', 'remove', 'restart'].map((name) => `app ${name}`),
  ...['create', 'edit', 'set', 'suspend', 'unsuspend', 'passwd', 'delete'].map((name) => `user ${name}`),
  ...['setup', 'verify', 'rebuild'].map((name) => `mirror ${name}`),
  ...['domain add', 'domain remove', 'domain move', 'key add', 'key remove', 'fix'],
  ...['doctor', 'certificate list', 'certificate renew'],
  ...['user set-package', 'user rename-domain', 'user adopt-database', 'user restore', 'restore'],
  ...['app add', 'app remove', 'app restart', 'app list', 'logs'],
];

test('every command that reads, as a program and at a narrow terminal', async () => {
  const atOnce = new PQueue({ concurrency: 3 });
  await atOnce.addAll(
    READING.map(({ words, exit = 0, shows, fits = false }) => async () => {
      const json = await jopanelJson(words);
      const shown = await atTerminal(words, { env: { COLUMNS: '60' } });
      expect([words, json.exitCode, shown.exitCode]).toEqual([words, exit, exit]);
      // Sentences are broken where the terminal ends.
      expect(shown.stdout.replace(/\s+/g, ' ')).toContain(shows);
      for (const line of fits ? plainLines(shown.stdout) : [])
        expect([line, line.length <= 60]).toEqual([line, true]);
    }),
  );
  const all = (await outputSchemas(COMMANDS)).map(({ of }) => of);
  const run = [...CHANGING, 'failure', ...READING.map(({ words }) => words.join(' '))];
  for (const command of all)
    expect([command, run.some((each) => `${each} `.startsWith(`${command} `))]).toEqual([command, true]);
});

test('a reader that closes the pipe after one line, or a full disk, does not make a command crash', async () => {
  const piped = `set -o pipefail
    j() { node /usr/lib/jopanel/src/jopanel.ts "$@"; }
    j status | head -1; echo $?
    j --json events --last 1000 | head -1 | wc -l; echo $?
    j events --follow --last 1 | head -1 | wc -l; echo $?
    j plan | head -1; echo $?`;
  const { stdout, stderr } = await sandbox.run(['bash', '-c', piped]);
  expect(stderr).toBe('');
  expect(stdout.replace(/^jopaneld .*$/m, 'status')).toBe(`status\n0\n1\n0\n1\n0\n${BOB}\n2\n`);
  const full = await sandbox.run(['bash', '-c', 'node /usr/lib/jopanel/src/jopanel.ts status >/dev/full'], {
    allowFailure: true,
  });
  expect(full).toMatchObject({
    exitCode: 1,
    stderr: 'jopanel: the output cannot be written: ENOSPC: no space left on device, write\n',
  });
  expect((await atTerminal(['status'], { env: { NO_COLOR: '1' } })).stdout).not.toContain('\x1b[');
  expect(await jopanel(['--socket', '/run/nobody.sock', 'status'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('no process listens on /run/nobody.sock'),
  });
  expect(
    await jopanel(['--socket', '/run/jopanel/status.sock', 'status', '--phase', 'fialed']),
  ).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('did you mean failed?'),
  });
});

test('doctor reports the state of the host, and completion offers what exists', async () => {
  const Report = z.object({
    ready: z.boolean(),
    checks: z.array(z.looseObject({ name: z.string(), state: z.string() })),
  });
  await sandbox.run(['mkdir', '/etc/jopanel/users/backup-2026']);
  const shown = await jopanelJson(['doctor']);
  await sandbox.run(['rmdir', '/etc/jopanel/users/backup-2026']);
  const report = Report.parse(shown.value);
  expect(shown.exitCode).toBe(report.ready ? 2 : 1);
  // The host of a test shares its kernel, and so these settings, with the machine that it runs on.
  const own = report.checks.filter(({ name }) => !name.startsWith('fs.protected_'));
  expect(own.filter(({ state }) => state === 'problem')).toEqual([]);
  expect(report).toMatchObject({
    checks: expect.arrayContaining([
      expect.objectContaining({ name: 'nginx include', state: 'ok' }),
      expect.objectContaining({
        name: 'users folder',
        message: expect.stringContaining('backup-2026'),
        remedy: expect.stringMatching(/^move them out of this folder/),
      }),
      // Debian's own.
      expect.objectContaining({
        name: 'nginx default server',
        state: 'warning',
        message: expect.stringContaining('/etc/nginx/sites-enabled/default'),
      }),
    ]),
  });
  const broken = '/etc/nginx/conf.d/zzz.conf';
  await sandbox.writeFile(broken, 'nonsense on;\n');
  const refused = await jopanelJson(['doctor']);
  expect(refused).toMatchObject({
    exitCode: 1,
    value: {
      ready: false,
      checks: expect.arrayContaining([
        expect.objectContaining({
          name: 'nginx -t',
          state: 'problem',
          message: expect.stringContaining(`${broken}:1`),
        }),
      ]),
    },
  });
  await sandbox.run(['rm', broken]);
  expect(Report.parse((await jopanelJson(['doctor'])).value).checks).toContainEqual(
    expect.objectContaining({ name: 'nginx -t', state: 'ok' }),
  );
  const completed =
    'source <(jopanel completion bash); COMP_WORDS=(jopanel user show see); COMP_CWORD=3; _jopanel; declare -p COMPREPLY';
  const bash = await sandbox.run(['bash', '-c', completed]);
  expect(bash.stdout).toBe(`declare -a COMPREPLY=([0]="${ANN}" [1]="${BOB}")\n`);
});

test('refused settings are reported with their place: status answers, and nothing is changed', async () => {
  const path = '/etc/jopanel/jopaneld.json';
  await sandbox.writeFile(path, '{\n  "users_dirs": "/srv/users"\n}\n');
  const slip = `${path}:2:3 /users_dirs: is not a known key: "users_dirs" — did you mean users_dir?`;
  expect((await jopanel(['status'])).exitCode).toBe(0);
  expect((await jopanelJson(['doctor'])).value).toMatchObject({
    ready: false,
    checks: expect.arrayContaining([expect.objectContaining({ name: 'settings', message: slip })]),
  });
  for (const words of [
    ['user', 'create', 'seedan', '--domain', 'seedan.example'],
    ['user', 'set', ANN, 'limits.disk_quota_mb=512'],
    ['purge', ANN, '--confirm', ANN],
    ['journal', 'verify'],
  ]) {
    const { exitCode, stderr } = await jopanel(words);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `jopanel: the settings of this host are refused, and nothing was done\n  ${slip}\n`,
    });
  }
  await sandbox.run(['rm', path]);
});

test('retire is refused for an account that has its folder, and purge for one that is not retired', async () => {
  expect((await jopanelJson(['retire', '--all', '--confirm'])).value).toEqual({ retired: [], refused: {} });
  expect(await jopanel(['journal', 'rebuild'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('jopaneld is running'),
  });
  expect((await jopanelJson(['retire', '--confirm', 'nobodyhere'])).value).toEqual({
    retired: [],
    refused: { nobodyhere: 'there is no account of this name' },
  });
  expect((await jopanelJson(['retire', '--confirm', ANN])).value).toMatchObject({
    refused: { [ANN]: expect.stringContaining('folder is there') },
  });
  expect((await atTerminal(['retire', ANN])).exitCode).toBe(1);
  expect(await jopanel(['purge', ANN, '--confirm', ANN])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('is not retired'),
  });
  expect((await atTerminal(['purge', ANN])).stdout).toContain('is not retired');
});

test('without a daemon: reading the past, planning and applying go on; what only the daemon knows is said to be missing', async () => {
  await stopDaemon();
  expect(await jopanel(['status'])).toMatchObject({
    exitCode: 1,
    stdout: expect.stringMatching(new RegExp(`^The last known state, from the journal:[^]*${ANN} +applied`)),
    stderr: expect.stringContaining('systemctl start jopaneld'),
  });
  expect((await jopanel(['status', ANN])).stdout).toContain('The last known state, from the journal:');
  expect((await jopanelJson(['history', ANN])).exitCode).toBe(0);
  expect((await jopanelJson(['journal', 'rebuild'])).value).toMatchObject({ rebuilt: true });
  expect((await atTerminal(['journal', 'rebuild'])).stdout).toContain('Rebuilt the tables');
  await sandbox.run(['rm', `/etc/nginx/jopanel/${ANN}.conf`]);
  expect((await jopanelJson(['plan', ANN])).exitCode).toBe(2);
  // Ending the command does not stop the work.
  const alone = ['bash', '-c', `node /usr/lib/jopanel/src/jopanel.ts apply ${ANN} | head -1`];
  expect((await sandbox.run(alone)).stdout).toBe(`  ${ANN}: write /etc/nginx/jopanel/${ANN}.conf\n`);
  await sandbox.waitFor('the work to be done', async () => (await jopanel(['plan', ANN])).exitCode === 0);
  expect((await jopanelJson(['apply', ANN])).exitCode).toBe(0);
});

test('without a daemon a folder that was never read is a pending account, and one that is gone is planned to be withdrawn', async () => {
  await dropAccount(CAT);
  expect((await jopanelJson(['user', 'list'])).value).toMatchObject({
    users: [{ username: ANN }, { username: BOB }, { username: CAT, phase: 'pending' }],
  });
  expect((await jopanelJson(['user', 'show', CAT])).value).toMatchObject({ source: 'files' });
  await removeAccount(CAT);
  await removeAccount(ANN);
  expect(await jopanelJson(['plan'])).toMatchObject({
    exitCode: 2,
    value: { accounts: [{ username: ANN, lifecycle: 'retired' }, { username: BOB }] },
  });
  await removeAccount(BOB);
  const held = await atTerminal(['plan', ANN]);
  expect(held.exitCode).toBe(2);
  expect(held.stdout).toContain('its folder is gone, but the users folder is empty');
});
