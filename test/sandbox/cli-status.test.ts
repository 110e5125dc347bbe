// What there is to read from the command line: with a daemon and without one, for programs and for people.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, sandbox, startDaemon, stopDaemon, waitApplied } from './harness.ts';
import { atTerminal, jopanel, jopanelJson } from './jopanel.ts';

const USERS = ['seeann', 'seebob'];
const [ANN, BOB] = ['seeann', 'seebob'];

beforeAll(async () => {
  for (const username of USERS) await dropAccount(username);
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
  await editAccount(ANN, 'limits', (limits) => ({ ...limits, memory_limit_mb: 1024 }));
  await waitApplied(ANN);
  await editAccount(BOB, 'limits', (limits) => ({ ...limits, memory_limit_mb: 'much' }));
  await sandbox.waitFor('the bad set to be refused', async () => {
    const { value } = await jopanelJson(['status', BOB]);
    return z.object({ account: z.object({ phase: z.string() }) }).parse(value).account.phase === 'invalid';
  });
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(USERS);
});

test('status: everyone, the worst first', async () => {
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
  expect(stdout).toContain('Last events');
  const { value } = await jopanelJson(['explain', BOB]);
  expect(value).toMatchObject({
    phase: 'invalid',
    sentences: expect.arrayContaining([expect.stringContaining('/memory_limit_mb')]),
  });
  expect((await atTerminal(['explain', ANN])).stdout).toContain('everything of them is in force');
  expect(await jopanel(['status', 'nobodyhere'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('there is no account'),
  });
});

test('explain PATH:LINE names the field', async () => {
  const pool = `/etc/php/8.2/fpm/pool.d/jopanel-${ANN}.conf`;
  const lines = (await sandbox.readFile(pool)).split('\n');
  const at = lines.findIndex((line) => line.startsWith('pm.max_children')) + 1;
  const { value } = await jopanelJson(['explain', ANN, `${pool}:${at}`]);
  expect(value).toMatchObject({
    text: 'pm.max_children = 8',
    shaped_by: [{ file: 'limits.json', pointer: '/memory_limit_mb', value: '1024' }],
  });
  const vhost = `/etc/nginx/jopanel/${ANN}.conf`;
  const names =
    (await sandbox.readFile(vhost)).split('\n').findIndex((line) => line.includes('server_name')) + 1;
  expect((await atTerminal(['explain', ANN, `${vhost}:${names}`])).stdout).toContain(
    `domains.json /primary: "${ANN}.example"`,
  );
  expect(await jopanel(['explain', ANN, '/etc/passwd:1'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('not made for'),
  });
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

test('history, diff, search and events', async () => {
  const { value } = await jopanelJson(['history', ANN]);
  const { revisions } = z.object({ revisions: z.array(z.object({ revision: z.string() })) }).parse(value);
  expect(revisions).toHaveLength(2);
  expect((await atTerminal(['history', ANN])).stdout).toContain('in force now');
  const between = revisions.map(({ revision }) => revision.slice(7, 20)).reverse();
  expect((await jopanelJson(['diff', ANN, ...between])).value).toMatchObject({
    files: [{ file: 'limits.json' }],
  });
  const diff = await atTerminal(['diff', ANN]);
  expect(diff.stdout).toMatch(/-.*"memory_limit_mb": 2048/);
  expect(diff.stdout).toMatch(/\+.*"memory_limit_mb": 1024/);
  expect((await jopanelJson(['search', 'seea', 'example'])).value).toMatchObject({
    users: [{ username: ANN }],
  });
  expect((await atTerminal(['search', 'seebob'])).stdout).toContain(BOB);
  const events = await jopanelJson(['events', ANN, '--last', '5']);
  expect(events.value).toHaveLength(5);
  expect((await atTerminal(['events', '--last', '50'])).stdout).toContain('revision.applied');
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
  await sandbox.waitFor(
    'the edit to be followed',
    () => text.includes('"revision.applied"') && text.includes(revision),
  );
  running.kill();
  await running.ended;
  const seqs = text
    .trim()
    .split('\n')
    .map((line) => z.object({ seq: z.int() }).parse(JSON.parse(line)).seq);
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
});

test('watch redraws in place on a terminal, and is a line for each change elsewhere', async () => {
  const command = ['timeout', '--signal=INT', '4', 'node', '/usr/lib/jopanel/src/jopanel.ts'];
  const script = `stty cols 80 rows 24; exec ${command.join(' ')} watch`;
  const running = sandbox.spawn(['script', '--quiet', '--command', script, '/dev/null'], {
    env: { TERM: 'xterm', SHELL: '/bin/sh' },
  });
  const { stdout } = await running.ended;
  expect(stdout).toContain('\x1b[?1049h');
  expect(stdout.split('\x1b[H').length).toBeGreaterThan(2);
  expect(stdout).toMatch(/\x1b\[\?1049l\s*$/);
  const lines = await sandbox.run([...command, '--json', 'watch'], { allowFailure: true });
  expect(JSON.parse(lines.stdout.split('\n')[0] ?? '')).toMatchObject({
    users: [{ username: ANN }, { username: BOB }],
  });
});

test('doctor, schema, completion and validate', async () => {
  const { value } = await jopanelJson(['doctor']);
  expect(value).toMatchObject({
    ready: true,
    checks: expect.arrayContaining([expect.objectContaining({ name: 'nginx include', state: 'ok' })]),
  });
  expect((await atTerminal(['doctor', '--all'])).stdout).toContain('This host is ready.');
  expect((await jopanelJson(['validate'])).value).toMatchObject({ ok: false, checked: 2 });
  expect((await atTerminal(['validate'])).stdout).toContain('/memory_limit_mb');
  expect((await jopanel(['schema', '--output', 'user list'])).stdout).toContain('"users"');
  expect((await jopanel(['completion', 'words', '--', 'user', 'show', 'see'])).stdout).toBe(
    `${ANN}\n${BOB}\n`,
  );
  const completed =
    'source <(jopanel completion bash); COMP_WORDS=(jopanel user sh); COMP_CWORD=2; _jopanel; echo "$COMPREPLY"';
  const bash = await sandbox.run([
    'bash',
    '-c',
    `jopanel() { node /usr/lib/jopanel/src/jopanel.ts "$@"; }; ${completed}`,
  ]);
  expect(bash.stdout).toBe('show\n');
});

test('journal: sound; and folded anew only while nobody writes it', async () => {
  expect((await jopanelJson(['journal', 'verify'])).value).toMatchObject({ sound: true });
  expect((await atTerminal(['journal', 'verify'])).stdout).toContain('sound');
  expect(await jopanel(['journal', 'rebuild'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('jopaneld runs'),
  });
});

test('retire without an account that lost its folder is told so, and purge wants a retired one', async () => {
  expect((await jopanelJson(['retire', '--all', '--confirm'])).value).toEqual({ retired: [], refused: {} });
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

test('without a daemon: reading the past, planning and applying go on; what only it knows is missed with a word', async () => {
  await stopDaemon();
  expect(await jopanel(['status'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('systemctl start jopaneld'),
  });
  expect((await jopanelJson(['history', ANN])).exitCode).toBe(0);
  expect((await jopanelJson(['journal', 'rebuild'])).value).toMatchObject({ rebuilt: true });
  expect((await atTerminal(['journal', 'rebuild'])).stdout).toContain('Folded anew');
  await sandbox.run(['rm', `/etc/nginx/jopanel/${ANN}.conf`]);
  expect((await jopanelJson(['plan', ANN])).exitCode).toBe(2);
  expect((await jopanelJson(['apply', ANN])).exitCode).toBe(0);
  await sandbox.run(['test', '-e', `/etc/nginx/jopanel/${ANN}.conf`]);
  expect((await jopanelJson(['plan', ANN])).exitCode).toBe(0);
});
