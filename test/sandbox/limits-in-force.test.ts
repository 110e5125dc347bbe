// Limits as a kernel with the unified control groups holds them (user-mode Linux): a shell, PHP, a cron job, an app and an FTP
// session each try to take more than their account may have. The files are those that jopanel renders.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderCronJob } from '../../renderers/cron-job.ts';
import { renderAppEnvironment, renderAppUnit } from '../../renderers/node-app.ts';
import { renderPool } from '../../renderers/php-pool.ts';
import { renderUserSlice } from '../../renderers/user-slice.ts';
import { fpmCommand } from '../../src/host/linux/php/systemd-fpm-runner.ts';
import { limitsReached } from '../../src/host/linux/slice-use.ts';
import type { SliceUse } from '../../src/host/slice-use.ts';
import { phpPoolSocket } from '../../src/model/php-order.ts';
import { systemdRun } from '../../src/model/systemd-run.ts';
import { sampleAccount } from '../controllers/sample-account.ts';
import { PHP } from './account-set.ts';
import { FTP_LINES } from './ftp-server.ts';
import { sandbox } from './harness.ts';

const [USER, UID] = ['limita', 40601];
const USERS = new Map([
  [USER, UID],
  ['limitb', 40602],
]);
const FOLDER = '/var/tmp/limits';
const RESOURCES = ['cpu', 'memory', 'processes'];
const TAKE = `
my ($what) = @ARGV;
if ($what eq 'cpu') { while ((times)[0] < 0.3) {} }
if ($what eq 'memory') { my $bytes = 200 << 20; my $all = 'x' x $bytes; print length $all }
if ($what eq 'processes') {
  for (1 .. 100) {
    my $pid = fork;
    if (!defined $pid) { my $why = "$!"; open(my $file, '>>', '/home/limita/refused'); print $file "$why\\n"; last }
    if (!$pid) { sleep 2; exit }
  }
}
`;
const UNIT = `[Unit]
DefaultDependencies=no
Requires=basic.target
After=basic.target
[Service]
Type=oneshot
ExecStart=/usr/lib/jopanel/test/sandbox/inside/limits-kernel.sh
`;
const NGINX = `user www-data; pid /run/limits-nginx.pid; error_log stderr;
events {}
http {
  server {
    listen 127.0.0.1:8099;
    location / {
      fastcgi_pass unix:/run/limits-php.sock;
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME /home/limita$fastcgi_script_name;
    }
  }
}
`;

const account = sampleAccount(USER, {
  account: { uid: UID, gid: UID },
  limits: { cpu_limit_percent: 20, memory_limit_mb: 64, io_limit_mb_s: 0, max_processes: 20 },
  services: {
    nodejs: {
      enabled: true,
      apps: RESOURCES.map((name, index) => ({
        name,
        root: '/home/limita/app',
        start_command: `perl take.pl ${name}`,
        port: 3100 + index,
        env: {},
        status: 'running',
      })),
    },
    cron: {
      enabled: true,
      jobs: RESOURCES.map((name) => ({
        name,
        schedule: '@daily',
        command: `perl /home/limita/app/take.pl ${name}`,
        status: 'active',
      })),
    },
  },
});

function phpCommand(ini: readonly string[]): readonly string[] {
  const fpm = {
    name: 'limits-php',
    username: USER,
    uid: UID,
    gid: UID,
    version: PHP,
    socket: '/run/limits-php.sock',
    socketOwner: 'www-data',
    listen: phpPoolSocket('jopanel-limita'),
    config: `${FOLDER}/php.conf`,
    ini,
  };
  return systemdRun({
    name: fpm.name,
    description: 'PHP',
    username: USER,
    uid: UID,
    argv: fpmCommand(fpm),
    properties: ['Type=notify', 'OOMPolicy=continue'],
    environment: { FPM_SOCKETS: `${fpm.listen}=3` },
    socket: { path: fpm.socket, owner: fpm.socketOwner },
  });
}

function files(): ReadonlyMap<string, string> {
  const pool = renderPool(account, 'jopanel-limita');
  return new Map([
    [`/etc/systemd/system/user-${UID}.slice.d/50-jopanel.conf`, renderUserSlice(account)],
    ['/etc/systemd/system/limits-check.service', UNIT],
    ...account.services.nodejs.apps.flatMap((app): [string, string][] => [
      [`/etc/systemd/system/jopanel-app-${USER}-${app.name}.service`, renderAppUnit(account, app)],
      [`/etc/systemd/jopanel/${USER}-${app.name}.env`, renderAppEnvironment(USER, app, '')],
    ]),
    ...(account.services.cron.jobs ?? []).map((job): [string, string] => [
      `/var/lib/jopanel/cron/${USER}-${job.name}.run`,
      renderCronJob(account, job),
    ]),
    [`${FOLDER}/php.conf`, `${pool.config.join('\n')}\n`],
    [`${FOLDER}/php.run`, `${phpCommand(pool.ini).join('\n')}\n`],
    [`${FOLDER}/nginx.conf`, NGINX],
    ['/etc/vsftpd.jopanel_users', `${USER}\n`],
    ['/home/limita/app/take.pl', TAKE],
    ['/home/limita/refused', ''],
    ['/home/limita/take.php', '<?php system("perl /home/limita/app/take.pl " . $_SERVER["QUERY_STRING"]);'],
    ['/home/limita/fine.php', '<?php echo "fine";'],
  ]);
}

const said = new Map<string, string>();
let vsftpd = '';

beforeAll(async () => {
  for (const [name, uid] of USERS) {
    const user = ['--uid', String(uid), '--user-group', '--create-home', '--shell', '/bin/bash', name];
    await sandbox.run(['useradd', ...user]);
  }
  await sandbox.run(['bash', '-c', `echo ${USER}:secret | chpasswd; chmod 755 /home/${USER}`]);
  for (const [file, text] of files()) {
    await sandbox.run(['mkdir', '--parents', file.slice(0, file.lastIndexOf('/'))]);
    await sandbox.writeFile(file, text, { mode: '0644' });
  }
  await sandbox.run(['mkdir', `/home/${USER}/upload`]);
  await sandbox.run(['chown', USER, `/home/${USER}/refused`]);
  vsftpd = await sandbox.readFile('/etc/vsftpd.conf');
  await sandbox.writeFile(
    '/etc/vsftpd.conf',
    `${vsftpd}\nlisten=YES\nlisten_ipv6=NO\nseccomp_sandbox=NO\nisolate_network=NO\n${FTP_LINES}`,
  );
  const kernel = ['mem=768M', 'root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'rw', 'quiet'];
  const console = ['con=null', 'con0=null,fd:2', 'con1=null'];
  // Its systemd takes itself for one in a container, which goes by its own arguments only.
  const init = ['init=/lib/systemd/systemd', '--', '--unit=limits-check.service'];
  const boot = await sandbox.run(['linux.uml', ...kernel, ...console, ...init], {
    env: { HOME: '/tmp', TMPDIR: '/tmp' },
    allowFailure: true,
    timeoutMs: 1800_000,
  });
  const checks = await sandbox.readFile(`${FOLDER}/checks`);
  for (const line of checks.trim().split('\n')) {
    const [, key = '', value = ''] = /^([^=]*)=(.*)$/.exec(line) ?? [];
    said.set(key, value);
  }
  if (!said.has('done')) throw new Error(`${boot.stderr}\n${await sandbox.readFile(`${FOLDER}/output`)}`);
  // Longer than other hooks: a kernel within a kernel feels a busy machine most.
}, 1900_000);

afterAll(async () => {
  if (vsftpd !== '') await sandbox.writeFile('/etc/vsftpd.conf', vsftpd);
  await sandbox.run(['rm', '--recursive', '--force', ...files().keys(), FOLDER]);
  for (const user of USERS.keys()) await sandbox.run(['userdel', '--remove', user], { allowFailure: true });
  await sandbox.run(['systemctl', 'daemon-reload']);
});

test('the kernel has the limits of the set', () => {
  expect(said.get('cpu.max')).toBe('20000 100000');
  expect(said.get('memory.max')).toBe(String(64 * 1024 * 1024));
  expect(said.get('memory.swap.max')).toBe('0');
  expect(said.get('pids.max')).toBe('20');
});

describe.each(['shell', 'php', 'cron', 'app', 'ftp'])('%s', (door) => {
  test.each(RESOURCES)('gets no more of %s than the account may have', (resource) => {
    expect(said.get(`${door} ${resource}`)).toBe('held');
  });
});

test('the page after one that took too much is answered', () => {
  expect(said.get('page')).toBe('fine');
});

test('a changed limit holds for what runs', () => {
  expect(said.get('changed')).toBe(`${96 * 1024 * 1024} 33`);
});

test('the product sees in its slice that the account came to its limits', () => {
  const [before, after] = ['before', 'after'].map((when): SliceUse => JSON.parse(said.get(when) ?? ''));
  if (before === undefined || after === undefined) throw new Error('it was not looked at');
  expect(before.oomKills).toBe(0);
  // One each through the shell, cron, the app, PHP and FTP.
  expect(after.oomKills).toBeGreaterThanOrEqual(5);
  expect(after.cpuThrottledPeriods).toBeGreaterThan(before.cpuThrottledPeriods ?? 0);
  expect(limitsReached([{ at: 0, use: before }], after)).toContain('memory');
});

test('the neighbour has noticed nothing', () => {
  for (const resource of ['cpu', 'memory']) expect(said.get(`neighbour ${resource}`)).toMatch(/^0?$/);
  expect(said.get('neighbour')).toBe('active');
});
