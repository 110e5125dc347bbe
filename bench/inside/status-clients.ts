// On the host: clients of the status socket, until standard input ends. Then prints what they saw, as JSON.
// Arguments: how many poll once a second, how many follow the events, how many accounts there are.
import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { followSocket } from '../../src/host/sockets/socket-client.ts';
import { median } from '../figure.ts';

const SOCKET = '/run/jopanel/status.sock';
const EVERY_MS = 1000;

const [pollers = 0, followers = 0, accounts = 1] = process.argv.slice(2).map(Number);
const stop = new AbortController();
const latencies: number[] = [];
const seen: number[] = new Array(followers).fill(0);
let unchanged = 0;

for (let index = 0; index < pollers; index++) void poll(index);
for (let index = 0; index < followers; index++) void follow(index);
process.stdout.write('ready\n');
process.stdin.resume();
process.stdin.on('end', () => {
  stop.abort();
  const sorted = latencies.toSorted((a, b) => a - b);
  const figures = {
    requests: latencies.length,
    unchanged,
    median_ms: median(latencies),
    p99_ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    least_events: Math.min(...seen),
    most_events: Math.max(...seen),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit());
});

/** A panel, a check, a shell loop: most look at all, some at one account, some at a page. */
async function poll(index: number): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const one = `acct${String(index % accounts).padStart(5, '0')}`;
  const path =
    ['/v1/status', '/v1/status', `/v1/users/${one}`, '/metrics', '/v1/users?limit=50'][index % 5] ?? '/';
  await pause((index / pollers) * EVERY_MS);
  for (let etag = ''; !stop.signal.aborted; ) {
    const begun = performance.now();
    etag = await ask(agent, path, etag);
    latencies.push(performance.now() - begun);
    await pause(Math.max(EVERY_MS - (performance.now() - begun), 0));
  }
}

function ask(agent: Agent, path: string, etag: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'if-none-match': etag };
    get({ socketPath: SOCKET, path, agent, headers }, (answer) => {
      if (answer.statusCode === 304) unchanged += 1;
      answer.resume().on('end', () => resolve(String(answer.headers.etag ?? '')));
    }).on('error', reject);
  });
}

/** Counts events and does no more, as this machine's cores are to be the daemon's. */
async function follow(index: number): Promise<void> {
  const mark = '\nid: ';
  const headers = { accept: 'text/event-stream' };
  let count = 0;
  let rest = '\n';
  for await (const piece of followSocket({ socket: SOCKET, path: '/v1/events', headers }, stop.signal)) {
    const text = rest + piece;
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) count += 1;
    rest = text.slice(1 - mark.length);
    seen[index] = count;
  }
}
