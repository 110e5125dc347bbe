// FTP on and off, by logging in to a real vsftpd.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import { canLogIn as canLogInTo, FTP_LINES, startFtpServer, stopFtpServer } from './ftp-server.ts';
import { dropAccount, editAccount, request, runDaemon, sandbox } from './harness.ts';
import { resourceState } from './resource-state.ts';

const USERS = ['ftpera', 'ftperb'];
const CONF = '/etc/vsftpd.conf';
const PASSWORD = 'correct horse';

beforeAll(async () => {
  await startFtpServer(FTP_LINES);
  const hash = (await sandbox.run(['openssl', 'passwd', '-6', '--', PASSWORD])).stdout.trim();
  for (const username of USERS) await dropAccount(username, { account: { password_hash: hash } });
  await converge();
});

afterAll(async () => {
  await stopFtpServer();
  await forgetAccounts(USERS);
});

async function converge(): Promise<void> {
  const { exitCode, stdout, stderr } = await runDaemon('--once');
  if (exitCode !== 0) throw new Error(stdout + stderr);
}

async function setFtp(username: string, enabled: boolean): Promise<void> {
  await editAccount(username, 'services', (services) => ({ ...services, ftp: { enabled } }));
  await converge();
}

function canLogIn(username: string): Promise<boolean> {
  return canLogInTo('ftp://127.0.0.1/', username, PASSWORD);
}

test('who has FTP logs in, who has not does not, and a change is in force at the next login', async () => {
  expect(await canLogIn('ftpera')).toBe(true);
  await setFtp('ftpera', false);
  expect(await canLogIn('ftpera')).toBe(false);
  expect(await canLogIn('ftperb')).toBe(true);
  await setFtp('ftpera', true);
  expect(await canLogIn('ftpera')).toBe(true);
  expect(await resourceState('ftpera', 'ftp-access')).toMatchObject({ state: 'in_sync' });
});

test('a client mirrors a tree into the site, which visitors get, and sees nothing beside the home', async () => {
  await sandbox.run(['bash', '-c', 'mkdir -p /root/tree/deep; echo page >/root/tree/deep/page.html']);
  const root = '/domains/ftpera.example/public_html';
  const commands = `set ftp:ssl-allow no; set net:max-retries 1; mirror --reverse /root/tree ${root}/sent; cat /etc/hostname; bye`;
  const login = ['lftp', '--user', 'ftpera', '--password', PASSWORD, '-e', commands, 'ftp://127.0.0.1'];
  const { stdout, stderr } = await sandbox.run(login, { allowFailure: true });
  expect(stdout + stderr).toMatch(/\/etc\/hostname/);
  const page = `/home/ftpera${root}/sent/deep/page.html`;
  expect((await sandbox.run(['stat', '--format=%a %U:%G', page])).stdout).toBe('644 ftpera:ftpera\n');
  expect(await request('ftpera.example', '/sent/deep/page.html')).toMatchObject({
    status: 200,
    body: 'page\n',
  });
  await sandbox.run(['rm', '--recursive', '/root/tree']);
});

test('a session is in the slice of its account', async () => {
  await sandbox.run(['truncate', '--size=4G', '/home/ftpera/large']);
  const url = 'ftp://127.0.0.1/large';
  const loading = [
    'curl',
    '--silent',
    '--limit-rate',
    '1k',
    '--output',
    '/dev/null',
    '--user',
    `ftpera:${PASSWORD}`,
  ];
  await sandbox.run(['systemd-run', '--quiet', '--unit=ftp-session', '--', ...loading, url]);
  const uid = (await sandbox.run(['id', '--user', 'ftpera'])).stdout.trim();
  await sandbox.waitFor('the session to be in the slice', async () => {
    const command = `cat $(pgrep --uid ${uid} vsftpd | sed 's|.*|/proc/&/cgroup|') </dev/null`;
    const { stdout } = await sandbox.run(['bash', '-c', command], { allowFailure: true });
    return stdout.includes(`/user.slice/user-${uid}.slice/session-`) && !stdout.includes('vsftpd.service');
  });
  await sandbox.run(['systemctl', 'stop', 'ftp-session']);
  await sandbox.run(['rm', '/home/ftpera/large']);
});

test('a suspended account does not get in, and does once it is active again', async () => {
  await editAccount('ftpera', 'account', (account) => ({ ...account, status: 'suspended' }));
  await converge();
  expect(await canLogIn('ftpera')).toBe(false);
  await editAccount('ftpera', 'account', (account) => ({ ...account, status: 'active' }));
  await converge();
  expect(await canLogIn('ftpera')).toBe(true);
});

test('a name that was taken out of the list by hand is put back', async () => {
  await sandbox.run(['sed', '--in-place', '/ftpera/d', '/etc/vsftpd.jopanel_users']);
  expect(await canLogIn('ftpera')).toBe(false);
  await converge();
  expect(await canLogIn('ftpera')).toBe(true);
});

test('a list that jopanel did not make stays as it is', async () => {
  const list = await sandbox.readFile('/etc/vsftpd.jopanel_users');
  await sandbox.writeFile('/etc/vsftpd.jopanel_users', 'operator\n');
  expect((await runDaemon('--once')).exitCode).toBe(1);
  expect(await sandbox.readFile('/etc/vsftpd.jopanel_users')).toBe('operator\n');
  expect((await resourceState('ftpera', 'ftp-access')).message).toContain('was not made by jopanel');
  await sandbox.writeFile('/etc/vsftpd.jopanel_users', list, { mode: '0600' });
  await converge();
});

describe('a vsftpd that does not ask the list', () => {
  test('decides on its own whom it admits, and the account says what to set; the file stays the operator’s', async () => {
    await startFtpServer('');
    const before = await sandbox.readFile(CONF);
    await setFtp('ftpera', false);
    expect(await canLogIn('ftpera')).toBe(true);
    for (const username of USERS) {
      const { state, message } = await resourceState(username, 'ftp-access');
      expect(state).toBe('unavailable');
      expect(message).toContain(
        'set in /etc/vsftpd.conf: userlist_enable=YES, userlist_deny=NO, userlist_file=/etc/vsftpd.jopanel_users',
      );
    }
    expect(await sandbox.readFile(CONF)).toBe(before);
  });

  test('is reported no more once it does', async () => {
    await startFtpServer(FTP_LINES);
    await converge();
    expect(await canLogIn('ftpera')).toBe(false);
    for (const username of USERS)
      expect(await resourceState(username, 'ftp-access')).toMatchObject({ state: 'in_sync' });
  });
});

test('where vsftpd is not installed, the account is applied and the resource says so', async () => {
  await sandbox.run(['mv', '/usr/sbin/vsftpd', '/usr/sbin/vsftpd.away']);
  await sandbox.run(['mv', '/etc/vsftpd.jopanel_users', '/etc/vsftpd.list.away']);
  await converge();
  expect(await resourceState('ftperb', 'ftp-access')).toMatchObject({
    state: 'unavailable',
    message: 'vsftpd is not installed; run: apt install vsftpd',
  });
  expect(await resourceState('ftpera', 'ftp-access')).toMatchObject({ state: 'in_sync' });
  await sandbox.run(['mv', '/usr/sbin/vsftpd.away', '/usr/sbin/vsftpd']);
  await sandbox.run(['rm', '/etc/vsftpd.list.away']);
});
