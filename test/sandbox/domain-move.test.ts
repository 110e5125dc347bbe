// A domain that moves from one account to another, in whichever order the two sets are edited.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  journal,
  request,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';

const DOMAIN = 'moving.example';

beforeAll(async () => {
  for (const username of ['movefrom', 'moveto']) await dropAccount(username);
  await startDaemon();
  for (const username of ['movefrom', 'moveto']) {
    await waitApplied(username);
    const index = `/home/${username}/domains/${username}.example/public_html/index.html`;
    await sandbox.run(['tee', index], { user: username, input: username });
  }
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(['movefrom', 'moveto']);
});

async function setAliases(username: string, aliases: string[]): Promise<void> {
  await editAccount(username, 'domains', (domains) => ({ ...domains, alias_domains: aliases }));
}

test('the later claim is refused with the name of the holder, and served as soon as the holder lets go', async () => {
  await setAliases('movefrom', [DOMAIN]);
  await waitApplied('movefrom');
  expect((await request(DOMAIN)).body).toBe('movefrom');
  await setAliases('moveto', [DOMAIN]);
  await sandbox.waitFor('the claim to be refused', async () => {
    const refusal = (await journal())
      .split('\n')
      .find((line) => line.includes('set refused') && line.includes('moveto'));
    return refusal?.includes('movefrom') === true;
  });
  expect((await request(DOMAIN)).body).toBe('movefrom');
  await setAliases('movefrom', []);
  await waitApplied('moveto');
  expect((await request(DOMAIN)).body).toBe('moveto');
});
