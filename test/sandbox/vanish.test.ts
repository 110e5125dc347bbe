// A folder that is gone asks for its account to be retired; what looks like an accident takes no site down.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import {
  dropAccount,
  journal,
  removeAccount,
  request,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
  withJournal,
} from './harness.ts';
import { jopanel, jopanelJson, phaseOf } from './jopanel.ts';

const USERS = ['vana', 'vanb', 'vanc', 'vand'];
const FOLDER = '/etc/jopanel/users';

beforeAll(async () => {
  await sandbox.writeFile('/etc/jopanel/jopaneld.json', JSON.stringify({ sweep_seconds: 2 }));
  for (const username of USERS) await dropAccount(username);
  await startDaemon();
  for (const username of USERS) {
    await waitApplied(username);
    const index = `/home/${username}/domains/${username}.example/public_html/index.html`;
    await sandbox.run(['tee', index], { user: username, input: `site of ${username}\n` });
  }
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(USERS);
  await sandbox.run(['rm', '--force', '/etc/jopanel/jopaneld.json']);
});

afterEach(expectAllServed);

async function isServed(username: string): Promise<boolean> {
  return (await request(`${username}.example`)).body === `site of ${username}\n`;
}

async function expectAllServed(): Promise<void> {
  for (const username of USERS) expect([username, await isServed(username)]).toEqual([username, true]);
}

async function heldBecause(reason: string): Promise<void> {
  const isSaid = async () => (await journal(50)).includes(reason);
  await withJournal(sandbox.waitFor(`the guard to say "${reason}"`, isSaid, 30_000));
}

test('the users folder is gone', async () => {
  await sandbox.run(['mv', FOLDER, '/etc/jopanel/elsewhere']);
  await heldBecause('the users folder is missing');
  await expectAllServed();
  await sandbox.run(['mv', '/etc/jopanel/elsewhere', FOLDER]);
});

test('the users folder is empty, as after git checkout of an empty branch', async () => {
  await sandbox.run(['cp', '--archive', FOLDER, '/etc/jopanel/copy']);
  await sandbox.run(['find', FOLDER, '-mindepth', '1', '-delete']);
  await heldBecause('the users folder is empty');
  await expectAllServed();
  await sandbox.run(['cp', '--archive', '--no-target-directory', '/etc/jopanel/copy', FOLDER]);
  await sandbox.run(['rm', '--recursive', '/etc/jopanel/copy']);
});

test('something else is mounted over the users folder', async () => {
  await sandbox.run(['mount', '-t', 'tmpfs', '-o', 'mode=0700', 'tmpfs', FOLDER]);
  await sandbox.run(['mkdir', '--mode=0700', `${FOLDER}/vana`]);
  await heldBecause('on another device than before');
  await expectAllServed();
  // The daemon may be looking into it just now.
  await sandbox.run(['umount', '--lazy', FOLDER]);
});

test('the users folder is of another user, as after rsync from a workstation', async () => {
  await sandbox.run(['chown', '1234', FOLDER]);
  await heldBecause('the users folder cannot be read');
  await expectAllServed();
  let remedy: string | undefined;
  await sandbox.waitFor('the remedy in the status', async () => {
    const { stdout } = await jopanel(['status', 'vana']);
    remedy = /chown \S+ \/etc\/jopanel\/users/.exec(stdout.replaceAll(/\s+/g, ' '))?.[0];
    return remedy !== undefined;
  });
  await sandbox.run((remedy ?? '').split(' '));
  await sandbox.waitFor('vana to go on', async () => (await phaseOf('vana')) === 'applied', 60_000);
});

test('more accounts vanish at once than may', async () => {
  await sandbox.run(['mkdir', '/etc/jopanel/aside']);
  await sandbox.run(['mv', `${FOLDER}/vana`, `${FOLDER}/vanb`, '/etc/jopanel/aside']);
  await heldBecause('2 accounts vanished at once, and 1 may');
  await expectAllServed();
  const { stdout } = await jopanel(['status', 'vana']);
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/restore --from-journal --all.*retire --confirm vana/);
  const back = await jopanelJson(['restore', '--from-journal', '--all']);
  expect(back).toMatchObject({ exitCode: 0, value: { restored: ['vana', 'vanb'], refused: {} } });
  await sandbox.run(['rm', '--recursive', '/etc/jopanel/aside']);
});

test('a folder is renamed', async () => {
  await sandbox.run(['mv', `${FOLDER}/vana`, `${FOLDER}/vanaold`]);
  await heldBecause('renamed to vanaold');
  await expectAllServed();
  await sandbox.run(['mv', `${FOLDER}/vanaold`, `${FOLDER}/vana`]);
});

test('a single folder that is removed retires its account, and one that comes back restores it whole', async () => {
  await sandbox.run(['cp', '--archive', `${FOLDER}/vana`, '/etc/jopanel/vana']);
  await removeAccount('vana');
  await sandbox.waitFor('vana to be off the web', async () => !(await isServed('vana')), 30_000);
  await sandbox.waitFor('vana to be locked', async () =>
    (await sandbox.run(['getent', 'shadow', 'vana'])).stdout.startsWith('vana:!'),
  );
  expect((await sandbox.run(['ls', '/run/php', '/var/lib/jopanel/php'])).stdout).not.toContain('vana');
  expect((await sandbox.run(['ls', '/etc/nginx/jopanel'])).stdout).not.toContain('vana.conf');
  expect((await sandbox.run(['cat', '/home/vana/domains/vana.example/public_html/index.html'])).stdout).toBe(
    'site of vana\n',
  );
  expect(await isServed('vanb')).toBe(true);
  await sandbox.run(['mv', '/etc/jopanel/vana', FOLDER]);
  // Not once it is served: for a moment nginx's old workers take requests beside the new ones.
  await sandbox.waitFor('vana to be back', async () => (await phaseOf('vana')) === 'applied', 30_000);
  expect(await isServed('vana')).toBe(true);
  expect((await sandbox.run(['getent', 'shadow', 'vana'])).stdout).not.toMatch(/^vana:!/);
});
