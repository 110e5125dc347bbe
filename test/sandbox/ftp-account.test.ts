// FTP accounts by a real client on Debian's vsftpd: each in its folder, and its files the account's.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { PHP } from './account-set.ts';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { canLogIn, startFtpServer, stopFtpServer } from './ftp-server.ts';
import { dropAccount, editAccount, sandbox } from './harness.ts';
import { resourceState } from './resource-state.ts';
import { putCertificate } from './web.ts';

const DEV = '/home/ftpacc/dev';
const LOGIN = ['ftpacc_dev', 'secret'] as const;
const PASSWORD = 'own password of the account';
let hash = '';
let own = '';

async function uidOf(username: string): Promise<string> {
  return (await sandbox.run(['id', '--user', username])).stdout.trim();
}

beforeAll(async () => {
  hash = await hashOf('secret');
  own = await hashOf(PASSWORD);
  await startFtpServer('');
  await dropAccount('ftpacc', {
    account: { password_hash: own, shell: '/bin/bash' },
    ssh: { mode: 'sftp', chroot_dir: null },
    services: {
      php: { enabled: false, version: PHP, fpm_pool: 'jopanel-ftpacc', open_basedir: ['/home/ftpacc'] },
      ftp: { enabled: true, accounts: [{ name: LOGIN[0], password_hash: hash, directory: DEV }] },
    },
  });
  await converge();
});

afterAll(async () => {
  await stopFtpServer();
  await forgetAccounts(['ftpacc']);
  await sandbox.run([
    ...['rm', '--recursive', '--force', '/etc/jopanel/ftp', '/etc/pam.d/jopanel-ftp', '/etc/jopanel/tls'],
    ...['/etc/systemd/system/vsftpd.service.d', '/etc/vsftpd.jopanel_users'],
  ]);
  await sandbox.run(['systemctl', 'stop', 'run-jopanelftp-home.mount']);
  await sandbox.run(['rm', '--force', '/etc/systemd/system/run-jopanelftp-home.mount']);
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

test('a folder that the account has made a symbolic link lets its login in nowhere, not even with root’s rights', async () => {
  await sandbox.run(['mv', DEV, `${DEV}.away`]);
  await sandbox.run(['install', '--directory', '--mode=0700', '/root/closed']);
  await sandbox.run(['install', '--directory', '--mode=0755', '/root/closed/open']);
  await sandbox.writeFile('/root/closed/open/secret', 'secret\n');
  for (const target of ['/root/closed/open', '/', '/etc']) {
    await sandbox.run(['runuser', '-u', 'ftpacc', '--', 'ln', '--symbolic', '--no-dereference', target, DEV]);
    expect([target, (await ftp('ftp://127.0.0.1/')).stdout]).toEqual([target, '']);
    expect([target, (await ftp('ftp://127.0.0.1/secret')).exitCode]).not.toEqual([target, 0]);
    await sandbox.run(['rm', DEV]);
  }
  await sandbox.run(['rm', '--recursive', '/root/closed']);
  await sandbox.run(['mv', `${DEV}.away`, DEV]);
  expect(await canLogIn('ftp://127.0.0.1/', ...LOGIN)).toBe(true);
});

test('a session is in the slice of the account, ends when that is suspended, and may begin again once it is active', async () => {
  await sandbox.run(['truncate', '--size=10M', `${DEV}/large`]);
  const loading = [
    'curl',
    '--silent',
    '--limit-rate',
    '1k',
    '--output',
    '/dev/null',
    '--user',
    LOGIN.join(':'),
  ];
  const url = 'ftp://127.0.0.1/large';
  await sandbox.run(['systemd-run', '--quiet', '--unit=ftp-login', '--', ...loading, url]);
  const uid = await uidOf('ftpacc');
  const groups = async () => {
    const command = `cat $(pgrep --uid ${uid} vsftpd | sed 's|.*|/proc/&/cgroup|') </dev/null`;
    return (await sandbox.run(['bash', '-c', command], { allowFailure: true })).stdout;
  };
  await sandbox.waitFor('the session to be in the slice', async () => {
    const found = await groups();
    return found.includes(`/user.slice/user-${uid}.slice/session-`) && !found.includes('vsftpd.service');
  });
  await editAccount('ftpacc', 'account', (account) => ({ ...account, status: 'suspended' }));
  await converge();
  expect(await groups()).toBe('');
  expect(await canLogIn('ftp://127.0.0.1/', ...LOGIN)).toBe(false);
  await sandbox.run(['systemctl', 'stop', 'ftp-login'], { allowFailure: true });
  await editAccount('ftpacc', 'account', (account) => ({ ...account, status: 'active' }));
  await converge();
  expect(await canLogIn('ftp://127.0.0.1/', ...LOGIN)).toBe(true);
  await sandbox.run(['rm', `${DEV}/large`]);
});

test('with a certificate of the site it is spoken by TLS, and without TLS as before', async () => {
  await putCertificate('ftpacc.example', { names: ['ftpacc.example'] });
  await converge();
  const trusting = ['--ssl-reqd', '--insecure', '--verbose'];
  const { exitCode, stderr } = await ftp(...trusting, 'ftp://127.0.0.1/');
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('CN=ftpacc.example')]);
  expect(await ftp('ftp://127.0.0.1/')).toMatchObject({ exitCode: 0 });
  const before = await sandbox.readFile('/etc/jopanel/ftp/vsftpd.conf');
  await converge();
  expect(await sandbox.readFile('/etc/jopanel/ftp/vsftpd.conf')).toBe(before);
});

test('the Linux user still logs in with its own password alone', async () => {
  expect(await canLogIn('ftp://127.0.0.1/', 'ftpacc', PASSWORD)).toBe(true);
  expect(await canLogIn('ftp://127.0.0.1/', 'ftpacc', LOGIN[1])).toBe(false);
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
