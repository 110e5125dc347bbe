// Measures PHP on the host: the first answer of a sleeping account against a bare start of the same PHP-FPM, and an awake
// one. The account has to sleep soon after each request. Arguments: how many rounds. Prints medians in milliseconds as JSON.

import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const rounds = Number(process.argv[2] ?? 15);
const user = 'acct00000';
const script = `/home/${user}/domains/${user}.example/public_html/index.php`;
const socket = `/run/php/jopanel-${user}.sock`;
const sleeping = `/run/jopanel/php/asleep/jopanel-${user}.sock`;

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function record(type: number, body: Buffer): Buffer {
  const head = Buffer.from([1, type, 0, 1, 0, 0, 0, 0]);
  head.writeUInt16BE(body.length, 4);
  return Buffer.concat([head, body]);
}

const pair = (name: string, value: string) =>
  Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(name + value)]);
const request = Buffer.concat([
  record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])),
  record(4, Buffer.concat([pair('SCRIPT_FILENAME', script), pair('REQUEST_METHOD', 'GET')])),
  record(4, Buffer.alloc(0)),
  record(5, Buffer.alloc(0)),
]);

/** @returns whether something answered */
function ask(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(path);
    let answer = '';
    connection.on('data', (bytes) => {
      answer += bytes.toString('latin1');
    });
    connection.on('close', () => resolve(answer.includes('bench')));
    connection.on('error', () => resolve(false));
    connection.write(request);
  });
}

async function timed(path: string): Promise<number> {
  const start = performance.now();
  while (!(await ask(path))) await pause(1);
  return performance.now() - start;
}

/** The same program and the same pool, started by hand. */
async function bare(round: number): Promise<number> {
  const config = `/run/bench-${round}.conf`;
  const path = `/run/bench-${round}.sock`;
  const own = readdirSync('/run/jopanel/php/config').find((name) => name.startsWith(`jopanel-php-${user}-`));
  const text = readFileSync(`/run/jopanel/php/config/${own}`, 'utf8');
  execFileSync('tee', [config], {
    input: text.replace(/^listen = .*$/m, `listen = ${path}\nuser = ${user}\ngroup = ${user}`),
  });
  const start = performance.now();
  const fpm = spawn('php-fpm8.2', ['--nodaemonize', '--fpm-config', config], { stdio: 'ignore' });
  while (!(await ask(path))) await pause(1);
  const took = performance.now() - start;
  fpm.kill('SIGKILL');
  return took;
}

const asleep: number[] = [];
const started: number[] = [];
const awake: number[] = [];
await timed(socket);
for (let round = 0; round < rounds; round++) {
  // Its name leads to the activator again, and the FPM from before is gone.
  while (statSync(socket).ino !== statSync(sleeping).ino) await pause(20);
  while (readdirSync('/run/jopanel/php/awake').some((name) => name.includes(user))) await pause(20);
  asleep.push(await timed(socket));
  started.push(await bare(round));
  awake.push(await timed(socket));
}
console.log(JSON.stringify({ asleep: median(asleep), started: median(started), awake: median(awake) }));
