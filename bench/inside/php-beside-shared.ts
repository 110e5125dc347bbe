// Measures, on the host, the PHP of accounts beside one PHP-FPM that all accounts share: a request through nginx, and memory.
// Arguments: how many accounts there are, and how many of them are busy. Prints medians in milliseconds and MiB as JSON.

import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { nameOf } from '../account-name.ts';
import { median } from '../figure.ts';
import { pageOf, untilAnswered } from './ask-php.ts';

const [accounts = 1000, busy = 50] = process.argv.slice(2).map(Number);
const ROUNDS = 3000;
const user = nameOf(0);
const config = '/run/shared-php.conf';
const ownSocket = (name: string) => `/run/php/jopanel-${name}.sock`;
const sharedSocket = (name: string) => `/run/php/shared-${name}.sock`;

function pool(name: string): string {
  return `[${name}]
user = ${name}
group = ${name}
listen = ${sharedSocket(name)}
listen.owner = www-data
pm = ondemand
pm.max_children = 4
pm.process_idle_timeout = 60s
`;
}

/** The account's own server under another name, with one socket in place of the way by the activator. */
function server(name: string, socket: string): string {
  return readFileSync(`/etc/nginx/jopanel/${user}.conf`, 'utf8')
    .replaceAll(/^upstream[^}]*}\n/gm, '')
    .replaceAll(/server_name [^;]*;/g, `server_name ${name};`)
    .replaceAll(/fastcgi_pass [^;]*;/g, `fastcgi_pass unix:${socket};`);
}

/** The proportional share of memory, in MiB, of the processes whose command line says so. */
function memoryOf(isOurs: (command: string) => boolean): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const ours = pids.filter((pid) => isOurs(readOr(`/proc/${pid}/cgroup`) + readOr(`/proc/${pid}/cmdline`)));
  const kib = ours.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readOr(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0));
  return kib.reduce((sum, each) => sum + each, 0) / 1024;
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @returns milliseconds of one request */
function request(name: string): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const asked = connect(80, '127.0.0.1');
    let answer = '';
    asked.on('data', (bytes) => {
      answer += bytes.toString('latin1');
    });
    asked.once('error', reject);
    asked.once('close', () => {
      if (answer.includes('bench')) resolve(performance.now() - start);
      else reject(new Error(`${name} answered ${answer}`));
    });
    asked.write(`GET /index.php HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
  });
}

const names = Array.from({ length: accounts }, (_, index) => nameOf(index));
const some = names.slice(0, busy);
writeFileSync(config, `[global]\ndaemonize = no\nerror_log = /dev/null\n${names.map(pool).join('')}`);
const shared = spawn('prlimit', ['--nofile=20000:', 'php-fpm8.2', '--nodaemonize', '--fpm-config', config], {
  stdio: 'ignore',
});
shared.once('exit', (code) => {
  if (code !== null) throw new Error(`the shared PHP-FPM ended with ${code}`);
});
try {
  for (const name of some) await untilAnswered(sharedSocket(name), pageOf(name));
  const sharedMib = memoryOf((command) => command.includes('php-fpm: ') && !command.includes('jopanel-php-'));
  for (const name of some) await untilAnswered(ownSocket(name), pageOf(name));
  const ownMib = memoryOf((command) => command.includes('jopanel-php-acct'));

  const servers = { straight: ownSocket(user), shared: sharedSocket(user) };
  const text = Object.entries(servers).map(([name, socket]) => server(`${name}.test`, socket));
  // After the file that names the formats of logs.
  writeFileSync('/etc/nginx/conf.d/zz-beside-shared.conf', text.join(''));
  execFileSync('systemctl', ['reload', 'nginx']);
  while (
    !(await request('shared.test').then(
      () => true,
      () => false,
    ))
  )
    await pause(50);
  const times = { own: [] as number[], straight: [] as number[], shared: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.own.push(await request(`${user}.example`));
    times.straight.push(await request('straight.test'));
    times.shared.push(await request('shared.test'));
  }
  const { own, straight, shared: together } = times;
  console.log(
    JSON.stringify({
      ...{ own: median(own), straight: median(straight), shared: median(together) },
      ...{ ownMib, sharedMib },
    }),
  );
} finally {
  shared.removeAllListeners('exit');
  shared.kill('SIGTERM');
}
