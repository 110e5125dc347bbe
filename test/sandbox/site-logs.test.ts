// The logs of sites: whose they are, how they are rotated, and what is counted from them.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import {
  type Answer,
  dropAccount,
  editAccount,
  journal,
  request,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';
import { jopanel } from './jopanel.ts';
import { makeKey, type SshKey, sftp, ssh } from './ssh-client.ts';
import { writeAs } from './web.ts';

const USERS = ['logone', 'logtwo'];
const FOLDER = '/var/log/jopanel/sites/logone';
const NAME = 'logone.example';

const SHELL = { mode: 'shell', chroot_dir: null, force_command: null };

let key: SshKey;

beforeAll(async () => {
  await sandbox.writeFile('/etc/jopanel/jopaneld.json', JSON.stringify({ sweep_seconds: 1 }));
  key = await makeKey('logs');
  const authorized_keys = [key.line];
  await dropAccount('logone', {
    limits: { bandwidth_quota_mb: 3 },
    ssh: { chroot_dir: '/home/logone', authorized_keys },
  });
  await dropAccount('logtwo', { limits: { bandwidth_quota_mb: 0 }, ssh: { ...SHELL, authorized_keys } });
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
  for (const username of USERS) {
    const root = `/home/${username}/domains/${username}.example/public_html`;
    await writeAs(username, `${root}/index.html`, 'here\n');
    await sandbox.run(['truncate', '--size=1M', `${root}/big.bin`], { user: username });
  }
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(USERS);
  await sandbox.run(['rm', '--force', '/etc/jopanel/jopaneld.json']);
});

async function download(name: string): Promise<string> {
  const argv = ['curl', '--silent', '--output', '/dev/null', '--write-out', '%{http_code}'];
  return (await sandbox.run([...argv, '--header', `Host: ${name}`, 'http://127.0.0.1/big.bin'])).stdout;
}

/** The sum of what nginx has written down. */
const total = async () =>
  Number(
    (
      await sandbox.run([
        'bash',
        '-c',
        `zcat --force ${FOLDER}/access.log* | sed 's/"[^"]*"/-/g' | awk '{ sum += $8 } END { print sum }'`,
      ])
    ).stdout,
  );
/** What is counted of it. */
const counted = async () => {
  const query =
    "const { DatabaseSync } = require('node:sqlite');" +
    "console.log(new DatabaseSync('/var/lib/jopanel/traffic.db', { readOnly: true })" +
    '.prepare("SELECT sum(bytes) AS sum FROM traffic WHERE account = \'logone\'").get().sum)';
  return Number((await sandbox.run(['node', '--eval', query])).stdout);
};

/** What is rotated twice between two looks is not counted, so each rotation waits for the look before it. */
async function rotate(): Promise<void> {
  await sandbox.waitFor('all to be counted', async () => (await counted()) === (await total()));
  await sandbox.run(['logrotate', '--force', '/etc/logrotate.d/jopanel']);
}

const linesIn = async (file: string, text: string) =>
  Number((await sandbox.run(['grep', '--count', text, file], { allowFailure: true })).stdout);

/** nginx writes a line once it has sent its answer, so a client that has the answer may look too early. */
async function requestLogged(path: string): Promise<Answer> {
  const answer = await request(NAME, path);
  await sandbox.waitFor(
    `${path} to be logged`,
    async () => (await linesIn(`${FOLDER}/access.log`, path)) > 0,
  );
  return answer;
}

async function isReady(): Promise<boolean> {
  const argv = ['curl', '--silent', '--fail', '--unix-socket', '/run/jopanel/status.sock'];
  return (await sandbox.run([...argv, 'http://localhost/readyz'], { allowFailure: true })).exitCode === 0;
}

const denials = () => linesIn('/var/log/nginx/error.log', 'Permission denied');

describe('the logs of an account', () => {
  test('lie in a folder that root alone can write and the account can read', async () => {
    await request(NAME);
    const { stdout } = await sandbox.run(['stat', '--format=%a %U:%G', FOLDER]);
    expect(stdout).toBe('750 root:logone\n');
    await sandbox.run(['cat', `${FOLDER}/access.log`], { user: 'logone' });
    for (const argv of [
      ['touch', `${FOLDER}/x`],
      ['rm', '--force', `${FOLDER}/access.log`],
      ['ln', '-s', '/etc/passwd', `${FOLDER}/x`],
    ]) {
      expect((await sandbox.run(argv, { user: 'logone', allowFailure: true })).exitCode).toBe(1);
    }
    expect(
      (await sandbox.run(['cat', `${FOLDER}/access.log`], { user: 'logtwo', allowFailure: true })).exitCode,
    ).toBe(1);
  });

  test('hold every request with who asked for what and how much was sent', async () => {
    await requestLogged('/seen?a=b');
    const lines = (await sandbox.readFile(`${FOLDER}/access.log`)).split('\n');
    const [line] = lines.filter((each) => each.includes('/seen'));
    expect(line).toMatch(
      /^127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}:.*\] "GET \/seen\?a=b HTTP\/1\.1" 404 \d+ "-" "curl\/.*"$/,
    );
    expect(await linesIn('/var/log/jopanel/sites/logtwo/access.log', '/seen')).toBe(0);
  });

  test('are rotated by logrotate, and nginx goes on in the new ones', async () => {
    const deniedBefore = await denials();
    await requestLogged('/before');
    await rotate();
    await sandbox.waitFor('a request to be in the new log', async () => {
      await request(NAME, '/after');
      return (await linesIn(`${FOLDER}/access.log`, '/after')) > 0;
    });
    expect(await linesIn(`${FOLDER}/access.log`, '/before')).toBe(0);
    expect(await linesIn(`${FOLDER}/access.log.1`, '/before')).toBe(1);
    expect(await denials()).toBe(deniedBefore);
    expect((await sandbox.run(['stat', '--format=%a %U:%G', FOLDER])).stdout).toBe('750 root:logone\n');
  });
});

describe('the logs in the home', () => {
  const fetch = async (user: string, path: string) => {
    const { stdout, stderr } = await sftp(user, key, `-@get ${path} /root/fetched.log\n`);
    expect(stdout + stderr).toBe('');
    return sandbox.readFile('/root/fetched.log');
  };

  test('are read over SFTP in a chroot, and nothing there can be changed', async () => {
    await requestLogged('/by-sftp');
    expect(await fetch('logone', 'logs/access.log')).toContain('/by-sftp');
    const batch = '@ls -1 logs\n-@rm logs/access.log\n-@put /etc/hostname logs/mine\n-@rmdir logs\n';
    const { stdout, stderr } = await sftp('logone', key, batch);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['logs/access.log', 'logs/error.log']));
    expect(stderr.match(/Read-only file system|Permission denied|Failure/g)).toHaveLength(3);
    // Other programs of the account, which are in no chroot, find them there too; and nothing stays mounted.
    await sandbox.run(['grep', '/by-sftp', '/home/logone/logs/access.log'], { user: 'logone' });
    expect((await sandbox.run(['cat', '/proc/self/mounts'])).stdout).not.toContain('/home/logone');
    expect((await sandbox.run(['stat', '--format=%U:%G %a', '/home/logone/logs'])).stdout).toBe(
      'root:logone 750\n',
    );
  });

  test('are read by a shell over a link, and follow the mode of SSH both ways', async () => {
    await request('logtwo.example', '/by-shell');
    await sandbox.waitFor(
      'the request to be logged',
      async () => (await linesIn('/var/log/jopanel/sites/logtwo/access.log', '/by-shell')) > 0,
    );
    expect((await ssh('logtwo', key, ['cat', 'logs/access.log'])).stdout).toContain('/by-shell');
    for (const mode of ['sftp_chroot', 'sftp']) {
      const chroot_dir = mode === 'sftp_chroot' ? '/home/logtwo' : null;
      const changed = { mode, chroot_dir, force_command: 'internal-sftp' };
      await editAccount('logtwo', 'ssh', (file) => ({ ...file, ...changed }));
      await waitApplied('logtwo');
      expect(await fetch('logtwo', 'logs/access.log')).toContain('/by-shell');
    }
  });

  test('give way to what the account has put there, which is reported', async () => {
    await sandbox.run(['rm', '/home/logtwo/logs'], { user: 'logtwo' });
    await sandbox.run(['mkdir', '/home/logtwo/logs'], { user: 'logtwo' });
    await writeAs('logtwo', '/home/logtwo/logs/own', 'mine\n');
    await jopanel(['apply', 'logtwo']);
    await waitApplied('logtwo');
    expect(await sandbox.readFile('/home/logtwo/logs/own')).toBe('mine\n');
    const { stdout } = await jopanel(['status', 'logtwo']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain("/home/logtwo/logs is not jopanel's and stays as it is");
    expect((await sftp('logtwo', key, '@ls -1 logs\n')).stdout).toBe('logs/own\n');
  });
});

describe('traffic', () => {
  const setQuota = (bandwidth_quota_mb: number) =>
    editAccount('logone', 'limits', (limits) => ({ ...limits, bandwidth_quota_mb }));

  test('over the quota ends in 509 on every path, for that account alone', async () => {
    expect(await download(NAME)).toBe('200');
    await rotate();
    expect(await download(NAME)).toBe('200');
    await sandbox.run(['systemctl', 'restart', 'jopaneld']);
    expect((await request(NAME)).status).toBe(200);
    expect(await download(NAME)).toBe('200');
    await sandbox.waitFor('509', async () => (await request(NAME)).status === 509);
    for (const path of ['/', '/big.bin', '/none', '/x.php', '/.well-known/acme-challenge/none']) {
      expect([path, (await request(NAME, path)).status]).toEqual([path, 509]);
    }
    const page = await sandbox.run([
      'curl',
      '--silent',
      '--include',
      '--header',
      `Host: ${NAME}`,
      'http://127.0.0.1/',
    ]);
    expect(page.stdout).toMatch(/Retry-After: 3600\r[\s\S]*used up its traffic/);
    for (let count = 0; count < 4; count++) expect(await download('logtwo.example')).toBe('200');
    expect((await request('logtwo.example')).status).toBe(200);
    expect(await journal()).not.toMatch(/"account":"logone".*changed by another hand/);
  });

  test('over the quota stays so over a restart', async () => {
    await sandbox.run(['systemctl', 'restart', 'jopaneld']);
    await sandbox.waitFor('the first pass', isReady);
    expect((await request(NAME)).status).toBe(509);
  });

  test('within a raised quota is served again', async () => {
    await setQuota(100);
    await waitApplied('logone');
    expect(await requestLogged('/?raised')).toMatchObject({ status: 200, body: 'here\n' });
  });

  test('is counted once: what nginx has logged', async () => {
    const logged = await total();
    expect(logged).toBeGreaterThan(3 * 1024 * 1024);
    await sandbox.waitFor('all to be counted', async () => (await counted()) === logged);
    const argv = ['curl', '--silent', '--unix-socket', '/run/jopanel/status.sock'];
    const { stdout } = await sandbox.run([...argv, 'http://localhost/v1/users/logone/stats']);
    const megabytes = Math.round((logged / 1024 / 1024) * 10) / 10;
    expect(JSON.parse(stdout)).toMatchObject({ bandwidth: { limit_mb: 100, used_mb: megabytes } });
    await rotate();
    expect((await sandbox.run(['ls', FOLDER])).stdout).toContain('access.log.2.gz');
    expect(await counted()).toBe(logged);
  });
});
