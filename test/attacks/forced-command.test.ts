// An account whose every login is to run one command, and that writes what a shell would read before it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from '../sandbox/forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from '../sandbox/harness.ts';
import { makeKey, type SshKey, ssh } from '../sandbox/ssh-client.ts';
import { writeAs } from '../sandbox/web.ts';

const MARK = '/home/forced/got-out';
let key: SshKey;

beforeAll(async () => {
  key = await makeKey('forced');
  await dropAccount('forced', {
    account: { shell: '/bin/bash' },
    ssh: {
      mode: 'shell',
      chroot_dir: null,
      force_command: '/usr/bin/uptime',
      authorized_keys: [key.line],
    },
  });
  await startDaemon();
  await waitApplied('forced');
  const run = `touch ${MARK}\n`;
  for (const file of ['.bashrc', '.profile', '.bash_profile', '.ssh/rc', '.zshenv', '.env'])
    await writeAs('forced', `/home/forced/${file}`, run);
  const variables = { BASH_ENV: '@{HOME}/.env', ENV: '@{HOME}/.env', SHLVL: '0', SHELLOPTS: 'xtrace' };
  const lines = Object.entries(variables).map(([name, value]) => `${name} DEFAULT=${value}\n`);
  await writeAs('forced', '/home/forced/.pam_environment', `${lines.join('')}PS4 DEFAULT=$(touch ${MARK})\n`);
  await writeAs('forced', '/home/forced/.ssh/environment', 'BASH_ENV=/home/forced/.env\n');
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(['forced']);
});

async function gotOut(): Promise<boolean> {
  return (await sandbox.run(['test', '-e', MARK], { allowFailure: true })).exitCode === 0;
}

test.each(['/bin/bash', '/bin/sh'])('%s runs the command and no file of the home', async (shell) => {
  await editAccount('forced', 'account', (account) => ({ ...account, shell }));
  await waitApplied('forced');
  const { stdout } = await ssh('forced', key, ['id']);
  expect(stdout).toContain('load average');
  expect(await gotOut()).toBe(false);
});

test('a shell that reads a file of the home whatever it runs gets no login at all', async () => {
  await sandbox.run(['bash', '-c', 'ln -s bash /usr/bin/zsh; echo /usr/bin/zsh >>/etc/shells']);
  await editAccount('forced', 'account', (account) => ({ ...account, shell: '/usr/bin/zsh' }));
  await waitApplied('forced');
  expect((await ssh('forced', key, ['id'])).exitCode).not.toBe(0);
  const { stdout } = await sandbox.run(['jopanel', 'status', 'forced']);
  expect(stdout).toContain('SSH is refused: /usr/bin/zsh could run a file');
});
