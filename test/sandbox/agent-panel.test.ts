// A panel from end to end: its backend makes an account by the agent socket, people log in and search by MariaDB, and
// the account's owner uploads by SFTP what visitors then see.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserRepositoryDB } from '../../client/user-repository-db.ts';
import { makeUsersFolder } from '../../sandbox/account-sets.ts';
import { askAgent, removeAgentUsers, setUpAgentUsers } from './agent-client.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { request, sandbox, startDaemon, stopDaemon } from './harness.ts';
import { jopanel } from './jopanel.ts';
import { administer, SERVER_SOCKET, startMariaDb, stopMariaDb } from './mariadb.ts';
import { PASSWORD } from './mirrored.ts';
import { makeKey, sftp } from './ssh-client.ts';

const USERS = ['agpann'];
const DATABASE = 'agent_panel';
const SETTINGS = '/etc/jopanel/jopaneld.json';
const PASSWORD_FILE = '/etc/jopanel/mariadb.password';
const WAIT = { Prefer: 'wait=90' };

beforeAll(async () => {
  await makeUsersFolder(sandbox);
  await setUpAgentUsers();
  await startMariaDb();
  await sandbox.writeFile(PASSWORD_FILE, `${PASSWORD}\n`, { mode: '0600' });
  const mariadb = {
    socket: SERVER_SOCKET,
    user: 'jopaneld',
    password_file: PASSWORD_FILE,
    database: DATABASE,
  };
  await sandbox.writeFile(SETTINGS, JSON.stringify({ mariadb }));
  const { stdout } = await jopanel(['mirror', 'setup']);
  await sandbox.run(['mariadb'], { input: stdout });
  await startDaemon();
  // The panel reads, and has no other right.
  await administer(
    `CREATE USER panel@localhost IDENTIFIED BY '${PASSWORD}'`,
    `GRANT SELECT ON ${DATABASE}.* TO panel@localhost`,
  );
});

afterAll(async () => {
  await stopDaemon();
  await sandbox.run(['rm', '--force', SETTINGS, PASSWORD_FILE]);
  await removeAgentUsers();
  await forgetAccounts(USERS);
  await administer(
    `DROP DATABASE ${DATABASE}`,
    'DROP USER IF EXISTS jopaneld@localhost',
    'DROP USER IF EXISTS panel@localhost',
  );
  await stopMariaDb();
});

test('an account that a backend makes is served, found and logged in to', async () => {
  const key = await makeKey('agpann');
  const made = await askAgent('POST', '/v1/users', {
    headers: WAIT,
    body: {
      username: 'agpann',
      primary_domain: 'agpann.example',
      contact_email: 'ann@agpann.example',
      ssh: { authorized_keys: [key.line] },
    },
  });
  expect(made).toMatchObject({ status: 201, body: { applied: true } });

  await sandbox.writeFile('/tmp/agpann.html', 'made by a panel');
  const upload = await sftp(
    'agpann',
    key,
    'put /tmp/agpann.html domains/agpann.example/public_html/index.html\n',
  );
  expect(upload.exitCode).toBe(0);
  expect(await request('agpann.example')).toMatchObject({ status: 200, body: 'made by a panel' });

  const { hostname } = await machineName();
  await using users = new UserRepositoryDB({
    host: hostname,
    connection: {
      socketPath: sandbox.path(SERVER_SOCKET),
      user: 'panel',
      password: PASSWORD,
      database: DATABASE,
    },
  });
  await sandbox.waitFor(
    'the account in MariaDB',
    async () => (await users.find('agpann'))?.phase === 'applied',
    90_000,
  );
  expect(await users.search('agpann.exam')).toEqual(['agpann']);
  expect((await users.list({ phase: 'applied' })).map(({ username }) => username)).toContain('agpann');

  // The login row is the panel's: it has no password until the panel writes one.
  const isSame = async (password: string, hash: string) => hash === `plain:${password}`;
  expect(await users.login('agpann', 'sesame', isSame)).toBeUndefined();
  await administer(`UPDATE ${DATABASE}.users SET password_hash = 'plain:sesame' WHERE username = 'agpann'`);
  expect(await users.login('agpann', 'sesame', isSame)).toMatchObject({ username: 'agpann', role: 'user' });
  expect(await users.login('agpann', 'other', isSame)).toBeUndefined();

  expect((await askAgent('POST', '/v1/users/agpann/suspend', { headers: WAIT })).status).toBe(200);
  expect((await request('agpann.example')).status).toBe(503);
  expect(await askAgent('GET', '/v1/users/agpann/stats')).toMatchObject({
    status: 200,
    body: { username: 'agpann' },
  });
  expect((await askAgent('DELETE', '/v1/users/agpann', { body: { confirm: 'agpann' } })).status).toBe(200);
});

/** The name under which this host's rows stand. */
async function machineName(): Promise<{ readonly hostname: string }> {
  const { stdout } = await sandbox.run(['mariadb', '--batch', '--skip-column-names', DATABASE], {
    input: 'SELECT host FROM mirror_hosts LIMIT 1;',
  });
  return { hostname: stdout.trim() };
}
