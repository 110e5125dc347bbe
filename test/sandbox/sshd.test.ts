// SSH access in each mode, with real ssh and sftp clients; and that other users of the host are not affected.

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
import { makeKey, openSsh, type SshKey, sftp, ssh } from './ssh-client.ts';

const USERS = ['sshchroot', 'sshsftp', 'sshshell', 'sshforced', 'sshnone', 'sshlate'];
const SHELL = { mode: 'shell', chroot_dir: null, force_command: null };
const MODES: Readonly<Record<string, JsonObject>> = {
  sshchroot: {},
  sshsftp: { mode: 'sftp', chroot_dir: null },
  sshshell: SHELL,
  sshforced: { ...SHELL, force_command: '/usr/bin/echo "two  words"' },
  sshnone: { enabled: false },
};
const DROP_IN = '/etc/ssh/sshd_config.d/60-jopanel.conf';
const BYSTANDERS = ['root', 'nobody', 'sshadmin'];

let key: SshKey;
let before: Map<string, string>;

/** What sshd itself says of a login, but for what is not about the login. */
async function settings(user: string): Promise<string> {
  return (await sandbox.run(['sshd', '-T', '-C', `user=${user},host=client,addr=192.0.2.7`])).stdout;
}

async function settingsOf(users: readonly string[]): Promise<Map<string, string>> {
  return new Map(await Promise.all(users.map(async (user) => [user, await settings(user)] as const)));
}

async function edit(user: string, change: JsonObject): Promise<void> {
  await editAccount(user, 'ssh', (file) => ({ ...file, ...change }));
  await waitApplied(user);
}

/** A daemon that starts looks at everything. */
async function healed(path: string, text: string): Promise<void> {
  await stopDaemon();
  await startDaemon();
  await sandbox.waitFor(`${path} to be healed`, async () => (await sandbox.readFile(path)) === text);
}

beforeAll(async () => {
  key = await makeKey('sshd');
  await sandbox.run(['useradd', '--create-home', '--shell', '/bin/bash', 'sshadmin']);
  await sandbox.writeFile('/root/.ssh/authorized_keys', `${key.line}\n`, { mode: '0600' });
  before = await settingsOf(BYSTANDERS);
  for (const [user, mode] of Object.entries(MODES)) {
    await dropAccount(user, { ssh: { chroot_dir: `/home/${user}`, authorized_keys: [key.line], ...mode } });
  }
  await startDaemon();
  for (const user of Object.keys(MODES)) await waitApplied(user);
});

afterAll(async () => {
  await stopDaemon();
  await sandbox.run(['userdel', '--remove', 'sshadmin']);
  await sandbox.run(['rm', '/root/.ssh/authorized_keys']);
  await forgetAccounts(USERS);
});

describe('what a login gives', () => {
  test('sftp_chroot: files of the home, which is all there is', async () => {
    const batch =
      '@pwd\n@ls -1 /\n-@ls /etc/passwd\n@put /etc/hostname domains/sent\n-@put /etc/hostname /sent\n';
    const { stdout, stderr } = await sftp('sshchroot', key, batch);
    expect(stdout).toContain('Remote working directory: /\n');
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['/domains', '/tmp']));
    expect(stderr).toContain('"/etc/passwd" not found');
    expect(stderr).toMatch(/dest open "\/sent": Permission denied/);
    const sent = await sandbox.run(['stat', '--format=%U:%G %a', '/home/sshchroot/domains/sent']);
    expect(sent.stdout).toBe('sshchroot:sshchroot 644\n');
    expect((await ssh('sshchroot', key, ['id'])).stdout).toContain('allows sftp connections only');
  });

  test('sftp: files, and no command', async () => {
    const { stdout, exitCode } = await sftp(
      'sshsftp',
      key,
      '@pwd\n@ls /etc/hostname\n@put /etc/hostname sent\n',
    );
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('directory: /home/sshsftp\n')]);
    expect((await ssh('sshsftp', key, ['id'])).stdout).toContain('allows sftp connections only');
    expect((await ssh('sshsftp', key, ['id'], ['-tt'])).stdout).not.toContain('uid=');
  });

  test('shell: commands, a terminal, and files', async () => {
    expect((await ssh('sshshell', key, ['id', '-un'])).stdout).toBe('sshshell\n');
    expect((await ssh('sshshell', key, ['tty'], ['-tt'])).stdout).toMatch(/^\/dev\/pts\/\d+/);
    expect((await sftp('sshshell', key, '@pwd\n')).exitCode).toBe(0);
  });

  test('a forced command: that one, whatever is asked for', async () => {
    expect((await ssh('sshforced', key, ['id', '-un'])).stdout).toBe('two  words\n');
    expect((await sftp('sshforced', key, '@pwd\n')).exitCode).not.toBe(0);
  });

  test('where it is not enabled: nothing', async () => {
    expect((await ssh('sshnone', key, ['id'])).exitCode).toBe(255);
    expect((await sftp('sshnone', key, '@pwd\n')).exitCode).toBe(255);
  });

  test('to a mode that changes, on the next login', async () => {
    await edit('sshnone', { ...SHELL, enabled: true });
    expect((await ssh('sshnone', key, ['id', '-un'])).stdout).toBe('sshnone\n');
    await edit('sshnone', { mode: 'sftp_chroot', chroot_dir: '/home/sshnone', force_command: null });
    expect((await ssh('sshnone', key, ['id', '-un'])).stdout).not.toContain('sshnone');
    expect((await sftp('sshnone', key, '@pwd\n')).stdout).toBe('Remote working directory: /\n');
    await edit('sshnone', { enabled: false });
    expect((await ssh('sshnone', key, ['id'])).exitCode).toBe(255);
  });
});

describe('forwarding', () => {
  async function forwardsPorts(): Promise<boolean> {
    const through = ssh('sshshell', key, [], ['-W', '127.0.0.1:22']);
    return (await through).stdout.startsWith('SSH-2.0');
  }

  /** With an agent of the client's own, which is gone with the command. */
  async function forwardsAgent(): Promise<boolean> {
    const options = ['-A', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=no', '-i', key.file];
    const asked = ['ssh', ...options, 'sshshell@127.0.0.1', 'test -S "$SSH_AUTH_SOCK" && echo an agent'];
    return (await sandbox.run(['ssh-agent', ...asked], { allowFailure: true })).stdout === 'an agent\n';
  }

  test('is off, flag by flag, until ssh.json allows it', async () => {
    expect([await forwardsPorts(), await forwardsAgent()]).toEqual([false, false]);
    expect(await settings('sshshell')).toMatch(/^x11forwarding no$/m);
    await edit('sshshell', { allow_port_forwarding: true });
    expect([await forwardsPorts(), await forwardsAgent()]).toEqual([true, false]);
    await edit('sshshell', {
      allow_port_forwarding: false,
      allow_agent_forwarding: true,
      allow_x11_forwarding: true,
    });
    expect([await forwardsPorts(), await forwardsAgent()]).toEqual([false, true]);
    expect(await settings('sshshell')).toMatch(/^x11forwarding yes$/m);
  });
});

describe('keys', () => {
  test('that are removed from ssh.json admit no login any more, and those that are added do', async () => {
    const other = await makeKey('sshd-other');
    await edit('sshshell', { authorized_keys: [other.line] });
    expect((await ssh('sshshell', key, ['id'])).exitCode).toBe(255);
    expect((await ssh('sshshell', other, ['id', '-un'])).stdout).toBe('sshshell\n');
    await edit('sshshell', { authorized_keys: [key.line, `from="192.0.2.1" ${other.line}`] });
    expect((await ssh('sshshell', other, ['id'])).exitCode).toBe(255);
    expect((await ssh('sshshell', key, ['id', '-un'])).stdout).toBe('sshshell\n');
  });

  test('in the home of an account mean nothing', async () => {
    const own = await makeKey('sshd-own');
    const folder = '/home/sshshell/.ssh';
    await sandbox.run(['install', '--directory', '--mode=0700', folder], { user: 'sshshell' });
    await sandbox.run(['tee', `${folder}/authorized_keys`], { user: 'sshshell', input: `${own.line}\n` });
    expect((await ssh('sshshell', own, ['id'])).exitCode).toBe(255);
  });

  test('that were put there by hand are taken out again', async () => {
    const intruder = await makeKey('sshd-intruder');
    const file = '/etc/ssh/jopanel/keys/sshshell';
    const text = await sandbox.readFile(file);
    await sandbox.run(['tee', '--append', file], { input: `${intruder.line}\n` });
    await sandbox.run(['chmod', '0666', file]);
    await healed(file, text);
    expect((await ssh('sshshell', intruder, ['id'])).exitCode).toBe(255);
    expect((await ssh('sshshell', key, ['id', '-un'])).stdout).toBe('sshshell\n');
    expect((await sandbox.run(['stat', '--format=%U:%G %a', file])).stdout).toBe('root:sshshell 640\n');
  });
});

describe('a user that is no hosting account', () => {
  test('has exactly the settings of before', async () => {
    expect(await settingsOf(BYSTANDERS)).toEqual(before);
  });

  test('keeps open sessions through a change, and gets new ones after it', async () => {
    const session = openSsh('root', key, ['cat']);
    session.stdin.write('before\n');
    await sandbox.waitFor('an echo', () => session.stdout.readableDidRead);
    await edit('sshshell', { authorized_keys: [key.line] });
    session.stdin.end('after\n');
    expect(await session.ended).toMatchObject({ exitCode: 0, stdout: 'before\nafter\n' });
    expect((await ssh('root', key, ['id', '-un'])).stdout).toBe('root\n');
  });

  test('is taken out again when it was written into our file by hand, and who was taken out is back', async () => {
    const text = await sandbox.readFile(DROP_IN);
    await sandbox.writeFile(DROP_IN, text.replace('Match User sshchroot', 'Match User root'), {
      mode: '0600',
    });
    expect(await settings('root')).not.toBe(before.get('root'));
    await healed(DROP_IN, text);
    expect(await settingsOf(BYSTANDERS)).toEqual(before);
    expect((await sftp('sshchroot', key, '@pwd\n')).exitCode).toBe(0);
  });
});

describe('an operator’s own Match line that would come before ours', () => {
  const own = '/etc/ssh/sshd_config.d/10-operator.conf';

  test('quarantines the account that it changes, with its name and what is missing, and no other', async () => {
    await stopDaemon();
    await sandbox.writeFile(own, 'Match User sshlate\n    PermitTTY yes\n');
    const late = { chroot_dir: '/home/sshlate', authorized_keys: [key.line] };
    await dropAccount('sshlate', { ssh: late });
    await editAccount('sshchroot', 'ssh', (file) => ({ ...file, allow_port_forwarding: true }));
    const { exitCode, stdout } = await runDaemon('--once');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('sshd would not grant sshlate what is intended: PermitTTY no');
    expect(await settings('sshchroot')).toMatch(/^allowtcpforwarding yes$/m);
    expect(await sandbox.readFile(DROP_IN)).not.toContain('sshlate');
    await sandbox.run(['rm', own]);
    await startDaemon();
    await waitApplied('sshlate');
    expect((await sftp('sshlate', key, '@pwd\n')).exitCode).toBe(0);
  });
});
