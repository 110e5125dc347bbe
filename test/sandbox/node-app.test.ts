// Node apps as services of systemd: looked at from outside, by requests and by what systemd shows.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../sandbox/account-sets.ts';
import { forgetAccounts } from './forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  runDaemon,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';
import { conditionsOf, resourceState } from './resource-state.ts';

const USERS = ['appera', 'apperb'];
const ROOT = '/home/appera/apps/blog';
const UNIT = 'jopanel-app-appera-blog.service';
const PORT = 3411;

// Answers with what it was started with; every other path ends it.
const SERVER = `
const { createServer } = require('node:http');
const { readdirSync, writeFileSync } = require('node:fs');
const tried = (attempt) => { try { attempt(); return 'done'; } catch (error) { return error.code; } };
createServer((request, response) => {
  if (request.url === '/end') process.exit(1);
  response.end(JSON.stringify({
    args: process.argv.slice(2), cwd: process.cwd(), env: process.env, pid: process.pid, uid: process.getuid(),
    homes: readdirSync('/home'), etc: tried(() => writeFileSync('/etc/x', '')), own: tried(() => writeFileSync('x', '')),
  }));
}).listen(process.env.PORT, '127.0.0.1');
`;

const blog: JsonObject = {
  name: 'blog',
  root: ROOT,
  start_command: `node server.js --title 'a %h; "b" \\ $HOME'`,
  port: PORT,
  env: { TOKEN: '50 % "of" \\ $HOME `id` #x ; é' },
  status: 'running',
};

beforeAll(async () => {
  for (const username of USERS)
    await dropAccount(username, { ssh: { mode: 'shell', force_command: null, chroot_dir: null } });
  expect(await once()).toBe(0);
  await sandbox.run(['mkdir', '--parents', ROOT], { user: 'appera' });
  await sandbox.run(['tee', `${ROOT}/server.js`], { user: 'appera', input: SERVER });
});

afterAll(() => forgetAccounts(USERS));

async function once(): Promise<number> {
  const { exitCode, stdout } = await runDaemon('--once');
  // Shown by a test that fails.
  if (exitCode !== 0) console.log(stdout);
  return exitCode;
}

/** Puts apps into the set and converges; the account is applied whatever becomes of its apps. */
async function withApps(...apps: JsonObject[]): Promise<void> {
  await editAccount('appera', 'services', (services) => ({ ...services, nodejs: { enabled: true, apps } }));
  expect(await once()).toBe(0);
}

async function ask(path = '/'): Promise<string> {
  return (
    await sandbox.run(['curl', '--silent', '--max-time', '5', `http://127.0.0.1:${PORT}${path}`], {
      allowFailure: true,
    })
  ).stdout;
}

interface Said {
  readonly args: string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly pid: number;
  readonly uid: number;
  readonly homes: string[];
  readonly etc: string;
  readonly own: string;
}

async function answer(): Promise<Said> {
  return sandbox.waitFor('the app to answer', async () => {
    const text = await ask();
    return text !== '' && JSON.parse(text);
  });
}

/** A restart is begun and not waited for to its end, so the process from before may answer for a while. */
async function answerOfOtherThan(pid: number): Promise<Said> {
  return sandbox.waitFor('another process to answer', async () => {
    const said = await answer();
    return said.pid !== pid && said;
  });
}

async function shown(...properties: string[]): Promise<string[]> {
  const { stdout } = await sandbox.run([
    'systemctl',
    'show',
    '--value',
    `--property=${properties.join(',')}`,
    UNIT,
  ]);
  return stdout.trim().split('\n');
}

test('an app runs as its account, with its arguments, environment and folder to the letter', async () => {
  await withApps(blog);
  const said = await answer();
  expect(said.args).toEqual(['--title', 'a %h; "b" \\ $HOME']);
  expect(said.env).toMatchObject({
    TOKEN: '50 % "of" \\ $HOME `id` #x ; é',
    PORT: String(PORT),
    USER: 'appera',
  });
  expect(said.cwd).toBe(ROOT);
  expect(String(said.uid)).toBe((await sandbox.run(['id', '--user', 'appera'])).stdout.trim());
});

test('it is confined to its home, in the slice of its account, and gains no privileges', async () => {
  const said = await answer();
  expect(said).toMatchObject({ homes: ['appera'], etc: 'EROFS', own: 'done' });
  const properties = ['Slice', 'NoNewPrivileges', 'CapabilityBoundingSet', 'ProtectSystem', 'UnitFileState'];
  const values = (await sandbox.run(['systemctl', 'show', `--property=${properties.join(',')}`, UNIT]))
    .stdout;
  expect(values.trim().split('\n').sort()).toEqual([
    'CapabilityBoundingSet=',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    `Slice=user-${said.uid}.slice`,
    'UnitFileState=enabled',
  ]);
});

test("no other account sees the app's environment", async () => {
  const seen = await sandbox.run(
    ['bash', '-c', `systemctl show ${UNIT}; systemctl cat ${UNIT}; cat /etc/systemd/jopanel/*`],
    {
      user: 'apperb',
      allowFailure: true,
    },
  );
  expect(seen.stdout).toContain('ExecStart');
  expect(seen.stdout).not.toContain('50 %');
});

describe('an app is restarted', () => {
  test('not when nothing changed, nor when another file of the set did', async () => {
    const { pid } = await answer();
    expect(await once()).toBe(0);
    await editAccount('appera', 'limits', (limits) => ({ ...limits, memory_limit_mb: 1024 }));
    expect(await once()).toBe(0);
    expect((await answer()).pid).toBe(pid);
  });

  test.each([
    { what: 'its environment', change: { env: { TOKEN: 'new' } }, shows: { env: { TOKEN: 'new' } } },
    { what: 'its command', change: { start_command: 'node server.js again' }, shows: { args: ['again'] } },
  ])('when $what changes', async ({ change, shows }) => {
    const { pid } = await answer();
    await withApps({ ...blog, ...change });
    expect(await answerOfOtherThan(pid)).toMatchObject(shows);
  });

  test('when its files went in, and the daemon was killed before it started the app', async () => {
    const file = '/etc/systemd/jopanel/appera-blog.env';
    const before = await answer();
    const text = await sandbox.readFile(file);
    await withApps({ ...blog, env: { TOKEN: 'later' } });
    const later = await sandbox.readFile(file);
    await sandbox.writeFile(file, text, { mode: '0600' });
    await sandbox.run(['systemctl', 'restart', UNIT]);
    await sandbox.writeFile(file, later, { mode: '0600' });
    const stale = await answer();
    expect(stale.env.TOKEN).toBe(before.env.TOKEN);
    expect(await once()).toBe(0);
    expect((await answerOfOtherThan(stale.pid)).env.TOKEN).toBe('later');
  });
});

test('a unit that was changed by hand is written again, and an app that was stopped is started', async () => {
  await withApps(blog);
  await sandbox.run([
    'sed',
    '--in-place',
    's/^NoNewPrivileges=yes/NoNewPrivileges=no/',
    `/etc/systemd/system/${UNIT}`,
  ]);
  await sandbox.run(['systemctl', 'disable', '--quiet', '--now', UNIT]);
  expect(await once()).toBe(0);
  await answer();
  expect(await shown('NoNewPrivileges')).toEqual(['yes']);
  expect(await shown('UnitFileState')).toEqual(['enabled']);
});

describe('an app that does not stay up is reported on the resource, and the account is applied', () => {
  test.each([
    {
      what: 'ends at once',
      change: { start_command: "node -e 'process.exit(3)'" },
      says: 'keeps ending soon after its start',
    },
    {
      what: 'has no program',
      change: { start_command: 'no-such-program' },
      says: 'there is no such program',
    },
    { what: 'has no folder', change: { root: '/home/appera/apps/none' }, says: 'its root is not a folder' },
  ])('when it $what', async ({ change, says }) => {
    await withApps({ ...blog, ...change });
    await sandbox.waitFor('the app to end', async () => (await shown('SubState'))[0] === 'auto-restart');
    expect(await once()).toBe(0);
    const { state, message } = await resourceState('appera', 'node-app');
    expect(state).toBe('unavailable');
    expect(message).toContain(says);
    expect(await conditionsOf('appera')).toContainEqual(
      expect.objectContaining({
        type: 'Degraded',
        status: 'true',
        reason: 'ResourceUnavailable',
        message: expect.stringContaining(says),
      }),
    );
  });

  test('without a request to the daemon', async () => {
    await withApps();
    await startDaemon();
    await editAccount('appera', 'services', (services) => ({
      ...services,
      nodejs: { enabled: true, apps: [{ ...blog, start_command: "node -e 'process.exit(3)'" }] },
    }));
    await waitApplied('appera');
    await sandbox.waitFor(
      'the trouble to be reported',
      async () => (await resourceState('appera', 'node-app')).message.includes('keeps ending'),
      30_000,
    );
    await stopDaemon();
  });

  test('and no longer once it does', async () => {
    await withApps(blog);
    await answer();
    expect(await once()).toBe(0);
    expect(await resourceState('appera', 'node-app')).toMatchObject({ state: 'in_sync', message: '' });
    expect(await conditionsOf('appera')).not.toContainEqual(expect.objectContaining({ type: 'Degraded' }));
  });
});

test('a root that is a link to where the account may not go leads nowhere', async () => {
  await sandbox.run(['install', '--directory', '--mode=0700', '/srv/closed']);
  await sandbox.run(['ln', '--symbolic', '/srv/closed', '/home/appera/apps/link'], { user: 'appera' });
  await withApps({ ...blog, root: '/home/appera/apps/link' });
  await sandbox.waitFor('the app to fail', async () => (await shown('ExecMainStatus'))[0] === '200');
  expect(await ask()).toBe('');
  await withApps(blog);
});

describe('an app is withdrawn', () => {
  async function isGone(): Promise<boolean> {
    const { stdout } = await sandbox.run(['systemctl', 'show', '--property=LoadState,ActiveState', UNIT]);
    return stdout.includes('not-found') && stdout.includes('inactive');
  }

  test.each([
    { when: 'it is stopped', apps: [{ ...blog, status: 'stopped' }] },
    { when: 'it is no longer listed', apps: [] },
  ])('when $when', async ({ apps }) => {
    await withApps(blog);
    await answer();
    await withApps(...apps);
    expect(await ask()).toBe('');
    expect(await isGone()).toBe(true);
    expect((await sandbox.run(['ls', '/etc/systemd/jopanel'])).stdout).toBe('');
  });

  test('while its account is suspended, and back afterwards', async () => {
    await withApps(blog);
    await answer();
    await editAccount('appera', 'account', (account) => ({ ...account, status: 'suspended' }));
    expect(await once()).toBe(0);
    expect(await ask()).toBe('');
    expect(await isGone()).toBe(true);
    await editAccount('appera', 'account', (account) => ({ ...account, status: 'active' }));
    expect(await once()).toBe(0);
    await answer();
  });
});

test('a unit that jopanel did not make is left alone, whatever its name', async () => {
  await withApps();
  const foreign = '[Service]\nExecStart=/bin/sleep infinity\n';
  await sandbox.writeFile(`/etc/systemd/system/${UNIT}`, foreign);
  await withApps();
  expect(await sandbox.readFile(`/etc/systemd/system/${UNIT}`)).toBe(foreign);
  await editAccount('appera', 'services', (services) => ({
    ...services,
    nodejs: { enabled: true, apps: [blog] },
  }));
  expect(await once()).toBe(1);
  expect(await sandbox.readFile(`/etc/systemd/system/${UNIT}`)).toBe(foreign);
  expect((await resourceState('appera', 'node-app')).message).toContain('was not made by jopanel');
  await sandbox.run(['rm', `/etc/systemd/system/${UNIT}`]);
});
