// A member of the status group or of the agent's asks for too much: the daemon stays small, and root is answered.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from '../sandbox/forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from '../sandbox/harness.ts';
import { jopanel } from '../sandbox/jopanel.ts';

const STATUS = '/run/jopanel/status.sock';
const AGENT = '/run/jopanel/agent.sock';
/** Of all its threads, in MiB. */
const MOST_MEMORY = 400;
/** What each connection sends, again and again where it is cut off; nothing that comes is read. */
const ATTACKER = `
const { connect } = require('node:net');
const [path, count, text, times, again] = JSON.parse(process.argv[1]);
const request = text.replace('FILL', 'x'.repeat(900_000));
let opened = 0;
function open() {
  const socket = connect(path, () => { opened += 1; socket.write(request.repeat(times)); socket.pause(); });
  // A queue that is full turns the next away.
  socket.on('error', () => { opened += 1; });
  socket.on('close', () => { if (again) setTimeout(open, 10); });
}
for (let index = 0; index < count; index++) open();
setInterval(() => console.log(opened), 100);
`;

beforeAll(async () => {
  await sandbox.run(['groupadd', '--system', 'jopanel']);
  await sandbox.run(['groupadd', '--system', 'jopanel-agent']);
  await sandbox.run(['useradd', '--create-home', '--groups', 'jopanel,jopanel-agent', 'member']);
  await dropAccount('statann');
  await startDaemon();
  await waitApplied('statann');
  // So that a page of events is long: refused sets with many problems.
  for (let round = 0; round < 12; round++) {
    const wrong = Array.from({ length: 200 }, (_, index) => `not a name ${index} of round ${round}`);
    await editAccount('statann', 'domains', (domains) => ({ ...domains, alias_domains: wrong }));
    await sandbox.waitFor('the refusal', async () =>
      (await jopanel(['status', 'statann'])).stdout.includes(`round ${round}`),
    );
  }
  await editAccount('statann', 'domains', (domains) => ({ ...domains, alias_domains: [] }));
  await waitApplied('statann');
});

afterAll(async () => {
  await stopDaemon();
  await sandbox.run(['userdel', '--remove', 'member']);
  await sandbox.run(['groupdel', 'jopanel']);
  await sandbox.run(['groupdel', 'jopanel-agent']);
  await forgetAccounts(['statann']);
});

async function mainPid(): Promise<string> {
  return (
    await sandbox.run(['systemctl', 'show', '--value', '--property=MainPID', 'jopaneld'])
  ).stdout.trim();
}

async function memoryMiB(): Promise<number> {
  const status = await sandbox.readFile(`/proc/${await mainPid()}/status`);
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
}

/** Processes that the daemon has started and that run. */
async function children(): Promise<number> {
  const { stdout } = await sandbox.run(['pgrep', '--count', '--parent', await mainPid()], {
    allowFailure: true,
  });
  return Number(stdout);
}

const EVENTS = 'GET /v1/events?limit=1000&after=0 HTTP/1.1\r\nHost: x\r\n\r\n';
const STATS = 'GET /v1/users/statann/stats HTTP/1.1\r\nCache-Control: no-cache\r\nHost: x\r\n\r\n';

/** Requests whose body is almost whole and never ends. */
const BODY = `POST /v1/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{"x_": "FILL`;

test.each([
  ['900 answers that no client reads', STATUS, 900, EVENTS, 1, false],
  [
    '1,500 requests without an end, made again when cut off',
    STATUS,
    1500,
    'GET /v1/status HTTP/1.1\r\nHo',
    1,
    true,
  ],
  ['500 questions for live use, each of which starts a process', STATUS, 500, STATS, 1, true],
  ['one connection with 20,000 requests', STATUS, 1, EVENTS, 20_000, false],
  ['900 answers of the agent that no client reads', AGENT, 900, EVENTS, 1, false],
  ['one connection to the agent with 20,000 requests', AGENT, 1, EVENTS, 20_000, false],
  ['1,000 requests to the agent whose body never ends', AGENT, 1000, BODY, 1, true],
] as const)('%s', async (_, path, count, request, times, again) => {
  const before = await mainPid();
  const attack = sandbox.spawn(
    ['node', '-e', ATTACKER, JSON.stringify([path, count, request, times, again])],
    {
      user: 'member',
    },
  );
  let opened = 0;
  attack.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    opened = Number(chunk.trim().split('\n').at(-1));
  });
  const worst = { memory: 0, children: 0 };
  try {
    // A client that is turned away has connected as well.
    await sandbox.waitFor('the attack to be on', () => opened >= count);
    // An edit goes through meanwhile, and root's own command is answered.
    for (let round = 0; round < 3; round++) {
      const alias = `r${round}.${count}.${path === AGENT ? 'agent' : 'status'}.example.net`;
      const edited = await editAccount('statann', 'domains', (domains) => ({
        ...domains,
        alias_domains: [alias],
      }));
      await waitApplied('statann', edited);
      expect(await jopanel(['status', 'statann'])).toMatchObject({ exitCode: 0, stderr: '' });
      worst.memory = Math.max(worst.memory, await memoryMiB());
      worst.children = Math.max(worst.children, await children());
    }
  } finally {
    attack.kill();
    await attack.ended;
  }
  expect(worst.memory).toBeLessThan(MOST_MEMORY);
  expect(worst.children).toBeLessThan(20);
  expect(await mainPid()).toBe(before);
});

test('a client that leaves takes no answer with it, and the group is answered again', async () => {
  const argv = [
    'curl',
    '--silent',
    '--max-time',
    '20',
    '--unix-socket',
    STATUS,
    'http://localhost/v1/status',
  ];
  await sandbox.waitFor('an answer', async () => {
    const { stdout } = await sandbox.run(argv, { user: 'member', allowFailure: true });
    return stdout.includes('"version"');
  });
});
