// FTP accounts by a real client on Debian's vsftpd: each in its folder, and its files the account's.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { canLogIn, startFtpServer, stopFtpServer } from './ftp-server.ts';
import { dropAccount, editAccount, sandbox } from './harness.ts';
import { resourceState } from './resource-state.ts';

const DEV = '/home/ftpacc/dev';
const LOGIN = ['ftpacc_dev', 'secret'] as const;
const PASSWORD = 'own password of the account';
let hash = '';
let own = '';

beforeAll(async () => {
  hash = await hashOf('secret');
  own = await hashOf(PASSWORD);
  await startFtpServer('');
  await dropAccount('ftpacc', {
    account: { password_hash: own, shell: '/bin/bash' },
    ssh: { mode: 'sftp', chroot_dir: null },
    services: {
      php: { enabled: false, version: '8.2', fpm_pool: 'jopanel-ftpacc', open_basedir: ['/home/ftpacc'] },
      ftp: { enabled: true, accounts: [{ name: LOGIN[0], password_hash: hash, directory: DEV }] },
    },
  });
  await converge();
});

afterAll(async () => {
  await stopFtpServer();
  await forgetAccounts(['ftpacc']);
  await sandbox.run([
    ...['rm', '--recursive', '--force', '/etc/jopanel/ftp', '/etc/pam.d/jopanel-ftp'],
    ...['/etc/systemd/system/vsftpd.service.d', '/etc/vsftpd.jopanel_users'],
  ]);
  await sandbox.run(['systemctl', 'daemon-reload']);
});

async function hashOf(password: string): Promise<string> {
  return (await sandbox.run(['openssl', 'passwd', '-6', '-salt', 'saltsalt', password])).stdout.trim();
}

function ftp(...words: readonly string[]) {
  const client = ['curl', '--silent', '--show-error', '--max-time', '10', '--user', LOGIN.join(':')];
  return sandbox.run([...client, ...words], { allowFailure: true });
}

test('what is uploaded belongs to the account, is readable for its sites, and lies in the folder of the login', async () => {
  await sandbox.writeFile('/tmp/page.html', 'from afar\n');
  expect(
    await ftp('--upload-file', '/tmp/page.html', '--ftp-create-dirs', 'ftp://127.0.0.1/new/page.html'),
  ).toMatchObject({
    exitCode: 0,
  });
  const { stdout } = await sandbox.run(['stat', '--format=%U %G %a', `${DEV}/new/page.html`, `${DEV}/new`]);
  expect(stdout).toBe('ftpacc ftpacc 644\nftpacc ftpacc 755\n');
  expect((await ftp('ftp://127.0.0.1/new/page.html')).stdout).toBe('from afar\n');
  expect(await ftp('ftp://127.0.0.1/', '--quote', 'DELE new/page.html')).toMatchObject({ exitCode: 0 });
});

test('nothing above the folder of the login is seen', async () => {
  await sandbox.run(['ln', '--symbolic', '/etc', `${DEV}/outside`]);
  for (const path of ['//etc/hostname', '/../../etc/hostname', '/outside/hostname', '//home/ftpacc/'])
    expect([path, (await ftp('--path-as-is', `ftp://127.0.0.1${path}`)).exitCode]).not.toEqual([path, 0]);
  expect(await canLogIn('ftp://127.0.0.1/', LOGIN[0], 'wrong')).toBe(false);
  await sandbox.run(['rm', `${DEV}/outside`]);
});

test('the Linux user still logs in with its own password alone', async () => {
  expect(await canLogIn('ftp://127.0.0.1/', 'ftpacc', PASSWORD)).toBe(true);
  expect(await canLogIn('ftp://127.0.0.1/', 'ftpacc', LOGIN[1])).toBe(false);
});

test('a suspended account gets in by none of its logins, and by them all once it is active again', async () => {
  for (const [status, works] of [
    ['suspended', false],
    ['active', true],
  ] as const) {
    await editAccount('ftpacc', 'account', (account) => ({ ...account, status }));
    await converge();
    expect([status, await canLogIn('ftp://127.0.0.1/', ...LOGIN)]).toEqual([status, works]);
  }
});

test('a login that leaves the set works no more, and its files stay', async () => {
  await sandbox.writeFile(`${DEV}/kept`, 'kept\n');
  await editAccount('ftpacc', 'services', (services) => ({
    ...services,
    ftp: { enabled: true, accounts: [] },
  }));
  await converge();
  expect(await canLogIn('ftp://127.0.0.1/', ...LOGIN)).toBe(false);
  expect(await canLogIn('ftp://127.0.0.1/', 'ftpacc', PASSWORD)).toBe(true);
  expect(await sandbox.readFile(`${DEV}/kept`)).toBe('kept\n');
});

test('where a line of the operator contradicts, the account is shown which, and the operator’s server stays as it is', async () => {
  await startFtpServer('guest_enable=YES\n');
  await editAccount('ftpacc', 'services', (services) => ({
    ...services,
    ftp: { enabled: true, accounts: [{ name: LOGIN[0], password_hash: hash, directory: DEV }] },
  }));
  await converge();
  expect(await resourceState('ftpacc', 'ftp-account')).toMatchObject({
    state: 'unavailable',
    message: expect.stringContaining('/etc/vsftpd.conf has guest_enable=YES'),
  });
});
