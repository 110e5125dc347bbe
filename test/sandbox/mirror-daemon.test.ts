// jopaneld with a MariaDB in its settings: it is written, reported, and not needed by the waves.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, journal, sandbox, startDaemon, stopDaemon, waitApplied } from './harness.ts';
import { jopanel, jopanelJson } from './jopanel.ts';
import { administer, asAdministrator, look, SERVER_SOCKET, startMariaDb, stopMariaDb } from './mariadb.ts';

const USERS = ['mirann'];
const DATABASE = 'mirror_daemon';
const SETTINGS = '/etc/jopanel/jopaneld.json';
const PASSWORD_FILE = '/etc/jopanel/mariadb.password';

beforeAll(async () => {
  await startMariaDb();
  await settings({
    socket: SERVER_SOCKET,
    user: 'jopaneld',
    password_file: PASSWORD_FILE,
    database: DATABASE,
  });
  // A user of that name with another password, as a first try may have left it.
  await administer("CREATE USER jopaneld@localhost IDENTIFIED BY 'stale'");
  const made = await jopanelJson(['mirror', 'setup', '--apply']);
  expect(made).toMatchObject({ exitCode: 0, value: { applied: true } });
  expect((await sandbox.run(['stat', '--format=%a %U', PASSWORD_FILE])).stdout).toBe('600 root\n');
  expect(JSON.stringify(made.value)).not.toContain((await sandbox.readFile(PASSWORD_FILE)).trim());
  for (const username of USERS) await dropAccount(username);
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
});

afterAll(async () => {
  await stopDaemon();
  await sandbox.run(['rm', '--force', SETTINGS, PASSWORD_FILE]);
  await forgetAccounts(USERS);
  await startMariaDb();
  await administer(`DROP DATABASE ${DATABASE}`, 'DROP USER IF EXISTS jopaneld@localhost');
  await stopMariaDb();
});

async function settings(mariadb: object): Promise<void> {
  await sandbox.writeFile(SETTINGS, JSON.stringify({ mariadb }));
}

async function ask(path: string): Promise<string> {
  const socket = ['--silent', '--unix-socket', '/run/jopanel/status.sock'];
  return (await sandbox.run(['curl', ...socket, `http://localhost${path}`])).stdout;
}

async function mirror() {
  return JSON.parse(await ask('/v1/status')).mirror;
}

/** After an outage the daemon may let half a minute go by before it tries again. */
async function inStep(): Promise<void> {
  const isInStep = async () => {
    const { state, lag } = await mirror();
    return state === 'in_step' && lag.events === 0;
  };
  await sandbox.waitFor('the mirror to be in step', isInStep, 90_000);
}

test('what the daemon does is in MariaDB, and the status and the doctor say so', async () => {
  await inStep();
  const admin = await asAdministrator(DATABASE);
  expect(
    await look(admin, 'SELECT username, phase, created_at FROM mirror_accounts ORDER BY username'),
  ).toEqual(USERS.map((username) => ({ username, phase: 'applied', created_at: '2026-01-29 03:00:00.000' })));
  expect(await look(admin, 'SELECT username, role FROM users ORDER BY username')).toEqual(
    USERS.map((username) => ({ username, role: 'user' })),
  );
  await admin.close();
  expect(await mirror()).toMatchObject({
    state: 'in_step',
    lag: { events: 0, seconds: 0 },
    last_error: null,
  });
  expect(await ask('/metrics')).toMatch(/^jopanel_mirror_up 1\n(.*\n)*jopanel_mirror_lag_events 0$/m);
  expect((await jopanel(['status'])).stdout).not.toContain('MariaDB');
  const { value } = await jopanelJson(['doctor']);
  expect(value).toMatchObject({
    checks: expect.arrayContaining(
      ['MariaDB', 'MariaDB tables', 'MariaDB grants'].map((name) =>
        expect.objectContaining({ name, state: 'ok' }),
      ),
    ),
  });
  expect(await jopanelJson(['mirror', 'verify'])).toMatchObject({
    exitCode: 0,
    value: { accounts: 1, found: 0 },
  });
});

test('with MariaDB down hosting goes on, and what came meanwhile is caught up with', async () => {
  await stopMariaDb();
  expect((await jopanel(['user', 'suspend', 'mirann', '--wait'])).exitCode).toBe(0);
  await sandbox.waitFor('the outage to be reported', async () => (await mirror()).state === 'down');
  const { stdout } = await jopanel(['status']);
  expect(stdout).toMatch(/MariaDB mirror down for .*, \d+ entries behind: .*/);
  expect((await jopanel(['search', 'mirann'])).stdout).toContain('mirann');
  expect(await jopanelJson(['mirror', 'verify'])).toMatchObject({ exitCode: 1 });
  expect(await ask('/metrics')).toMatch(/^jopanel_mirror_up 0$/m);
  // A restart in the midst of it loses nothing, and takes no longer than any other.
  await stopDaemon();
  await startDaemon();
  await sandbox.waitFor('the daemon to know where the mirror was', async () => (await mirror()).cursor > 0);
  await startMariaDb();
  await inStep();
  const admin = await asAdministrator(DATABASE);
  expect(await look(admin, 'SELECT status FROM mirror_accounts')).toEqual([{ status: 'suspended' }]);
  const whose = "SELECT actor FROM audit_logs WHERE action = 'set.observed' ORDER BY sequence";
  expect(await look(admin, whose)).toEqual([{ actor: null }, { actor: 'admin:root' }]);
  await admin.close();
  expect(await jopanelJson(['mirror', 'verify'])).toMatchObject({ exitCode: 0, value: { found: 0 } });
});

test('with a MariaDB that hangs hosting goes on, and what came meanwhile is caught up with', async () => {
  await sandbox.run(['systemctl', 'kill', '--signal=STOP', 'mariadb']);
  try {
    expect((await jopanel(['user', 'unsuspend', 'mirann', '--wait'])).exitCode).toBe(0);
    expect((await jopanel(['status'])).exitCode).toBe(0);
  } finally {
    await sandbox.run(['systemctl', 'kill', '--signal=CONT', 'mariadb']);
  }
  await inStep();
  expect(await jopanelJson(['mirror', 'verify'])).toMatchObject({ exitCode: 0, value: { found: 0 } });
});

test('a row changed by hand is found and put right by the command, beside the running daemon', async () => {
  await administer(`UPDATE ${DATABASE}.mirror_accounts SET package = 'gold' WHERE username = 'mirann'`);
  const found = await jopanel(['mirror', 'verify']);
  expect(found.exitCode).toBe(2);
  expect(found.stdout).toMatch(
    /^account mirann: package is gold, and should be \w+\n.*jopanel mirror rebuild\n/,
  );
  expect(await jopanelJson(['mirror', 'rebuild'])).toMatchObject({
    exitCode: 0,
    value: { rebuilt: { accounts: 1, added: 0 }, verdict: { found: 0 } },
  });
});

test('a password that changed is read from its file, and a wrong one is reported without being shown', async () => {
  await administer("ALTER USER jopaneld@localhost IDENTIFIED BY 'another word'");
  expect((await jopanel(['mirror', 'verify'])).stderr).toMatch(/Access denied .*\n.*password_file/);
  await sandbox.writeFile(PASSWORD_FILE, 'another word\n', { mode: '0640' });
  expect((await jopanel(['doctor'])).stdout).toMatch(/MariaDB: .*password.* is open to others/);
  await sandbox.run(['chmod', '0600', PASSWORD_FILE]);
  expect((await jopanel(['mirror', 'verify'])).exitCode).toBe(0);
  const shown = (await journal(400)) + (await ask('/v1/status'));
  expect(shown).not.toContain('another word');
  expect(shown).not.toContain('another word');
});

test('root needs no password over the socket', async () => {
  await settings({ socket: SERVER_SOCKET, user: 'root', database: DATABASE });
  expect((await jopanel(['mirror', 'verify'])).exitCode).toBe(0);
});
