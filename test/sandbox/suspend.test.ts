// Everything an account can use, tried from outside: on, off while it is suspended, and on again.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putCrontab, runRebootJobs } from './cron-run.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { canLogIn, FTP_LINES, startFtpServer, stopFtpServer } from './ftp-server.ts';
import {
  dropAccount,
  editAccount,
  request,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';
import { startMailServer, stopMailServer } from './mail-server.ts';
import { makeKey, type SshKey, sftp, ssh } from './ssh-client.ts';

const USER = 'pausea';
const SITE = `${USER}.example`;
const ROOT = `/home/${USER}/domains/${SITE}/public_html`;
const APP = `/home/${USER}/app`;
const MARK = `/home/${USER}/tmp/cron-ran`;
const PASSWORD = 'open sesame';
const PORT = 3412;
const APP_URL = `http://127.0.0.1:${PORT}/`;
let key: SshKey;

/** Each says whether the account has it now. */
const SERVICES = {
  web: async () => (await request(SITE, '/page.html')).status === 200,
  PHP: async () => (await request(SITE, '/who.php')).body === USER,
  SSH: async () => (await ssh(USER, key, ['id', '-un'])).stdout.trim() === USER,
  SFTP: async () => (await sftp(USER, key, 'pwd\n')).exitCode === 0,
  cron: async () => {
    await sandbox.run(['rm', '--force', MARK]);
    await runRebootJobs();
    return isThere(MARK);
  },
  FTP: () => canLogIn('ftp://127.0.0.1/', USER, PASSWORD),
  // An app that does not answer could still be about to start.
  apps: async () => (await curl(APP_URL)) === 'app' || (await unitsOfApps()) !== '',
  mail: () => canLogIn('imap://127.0.0.1/', USER, PASSWORD),
};

beforeAll(async () => {
  key = await makeKey(USER);
  await startFtpServer(FTP_LINES);
  await startMailServer();
  const hash = (await sandbox.run(['openssl', 'passwd', '-6', '--', PASSWORD])).stdout.trim();
  const app = {
    name: 'app',
    root: APP,
    start_command: 'node app.js',
    port: PORT,
    env: {},
    status: 'running',
  };
  await dropAccount(USER, {
    account: { password_hash: hash },
    services: { nodejs: { enabled: true, apps: [app] } },
    ssh: { mode: 'shell', force_command: null, chroot_dir: null, authorized_keys: [key.line] },
  });
  await startDaemon();
  await waitApplied(USER);
  await put(`${ROOT}/page.html`, 'page');
  await put(`${ROOT}/who.php`, '<?php echo get_current_user();');
  await put(
    `${APP}/app.js`,
    `require('node:http').createServer((_, out) => out.end('app')).listen(${PORT}, '127.0.0.1');`,
  );
  await putCrontab(USER, `@reboot touch ${MARK}\n`);
});

afterAll(async () => {
  await stopDaemon();
  await stopFtpServer();
  await stopMailServer();
  await sandbox.run(['bash', '-c', `rm --force /var/spool/cron/crontabs/{,.}${USER}*`]);
  await forgetAccounts([USER]);
});

async function put(file: string, input: string): Promise<void> {
  await sandbox.run(['mkdir', '--parents', file.slice(0, file.lastIndexOf('/'))], { user: USER });
  await sandbox.run(['tee', file], { user: USER, input });
}

async function curl(url: string): Promise<string> {
  return (await sandbox.run(['curl', '--silent', '--max-time', '5', url], { allowFailure: true })).stdout;
}

async function unitsOfApps(): Promise<string> {
  const list = ['systemctl', 'list-units', '--all', '--plain', '--no-legend', `jopanel-app-${USER}-*`];
  return (await sandbox.run(list)).stdout;
}

async function isThere(file: string): Promise<boolean> {
  return (await sandbox.run(['test', '-e', file], { allowFailure: true })).exitCode === 0;
}

describe.each([
  { status: 'active', has: true },
  { status: 'suspended', has: false },
  { status: 'active', has: true },
])('an account that is $status', ({ status, has }) => {
  beforeAll(async () => {
    await editAccount(USER, 'account', (account) => ({ ...account, status }));
    await waitApplied(USER);
    if (has) await sandbox.waitFor('the app to answer', async () => (await curl(APP_URL)) === 'app');
  });

  test.each(Object.entries(SERVICES))(`${has ? 'has' : 'has no'} %s`, async (_, isOn) => {
    expect(await isOn()).toBe(has);
  });
});

test('while it is suspended, no process of it is left', async () => {
  await editAccount(USER, 'account', (account) => ({ ...account, status: 'suspended' }));
  await waitApplied(USER);
  // But for one that has ended and that its parent has yet to hear of.
  const living = ['pgrep', '--runstates', 'R,S,D,T,t,I', '--uid', USER];
  expect((await sandbox.run(living, { allowFailure: true })).exitCode).toBe(1);
});
