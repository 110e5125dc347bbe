import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Activator } from '../../activator/activator.ts';
import type { PhpRequest, PhpSockets } from '../../src/host/php-sockets.ts';
import type { FoundFile, RootFiles } from '../../src/host/root-files.ts';

const NAMES = ['anna', 'bert', 'carl'];

function orderOf(username: string): string {
  const pool = { id: `jopanel-${username}`, version: '8.2', request_seconds: 30, ini: [], config: [] };
  const ids = { uid: 10_001, gid: 10_001 };
  return JSON.stringify({
    ...{ username, ...ids, nginx_user: 'www-data', idle_minutes: 15, take_over: false },
    pools: [pool],
  });
}

/** Three accounts with PHP-FPMs that only seem to run. */
async function threeAccounts() {
  const unused = async () => {
    throw new Error('nothing of this is asked for');
  };
  const running: string[] = [];
  const log: string[] = [];
  const host = { installation: 'aaaaaa', starting: 0, mostStarting: 0 };
  const files: RootFiles = {
    list: async () => NAMES.map((name) => `${name}.json`),
    read: async (path): Promise<FoundFile> => {
      const [, username = ''] = /(\w+)\.json$/.exec(path) ?? [];
      return { kind: 'file', path, text: `# an order\n${orderOf(username)}`, mode: 0o600, uid: 0, gid: 0 };
    },
    makeFolder: async () => undefined,
    put: async () => undefined,
    ...{ folder: unused, searchable: unused, grantSearch: unused, removeFolder: unused },
    ...{ removeEmptyFolders: unused, syncFolder: unused, sync: unused },
  };
  const sockets: PhpSockets = {
    hold: async () => ({ close: async () => undefined, admit: async () => undefined }),
    lead: async () => undefined,
    follow: async () => 'nowhere',
    knock: async () => undefined,
    connections: async () => [],
    settled: async () => undefined,
    forget: async () => undefined,
  };
  const activator = new Activator({
    ...{ files, sockets, stateDir: '/var/lib/jopanel', runDir: '/run/jopanel/php' },
    runner: {
      list: async () => new Map(running.map((name) => [name, { listens: true }])),
      async start({ name }) {
        host.starting += 1;
        host.mostStarting = Math.max(host.mostStarting, host.starting);
        running.push(name);
      },
      async untilReady() {
        for (let turns = 0; turns < 5; turns += 1) await turn();
        host.starting -= 1;
        return { ok: true };
      },
      processes: async () => 2,
      stop: async (names) => void names.map((name) => running.splice(running.indexOf(name), 1)),
      installation: async () => host.installation,
    },
    clock: { now: () => 0, monotonic: () => 0, sleep: async () => undefined },
    random: () => 0,
    queueStart: (start) => start(),
    log: (event) => void log.push(event),
  });
  await activator.open();
  return { activator, host, running, log };
}

/** A request that finds an FPM as busy as `outcome` says. */
function request(outcome: 'passed' | 'full' | 'absent') {
  const { promise, resolve } = Promise.withResolvers<string>();
  const made: PhpRequest = {
    passTo: async () => {
      if (outcome === 'passed') resolve('passed');
      return outcome;
    },
    refuse: () => resolve('refused'),
  };
  return { made, done: promise };
}

async function awake() {
  const all = await threeAccounts();
  for (const name of NAMES) {
    const { made, done } = request('passed');
    all.activator.accept(`jopanel-${name}`, made);
    expect(await done).toBe('passed');
  }
  while (all.host.starting > 0) await turn();
  all.host.mostStarting = 0;
  return all;
}

test("an upgrade of Debian's PHP starts the FPMs that are awake again, one after the other", async () => {
  const { activator, host, running, log } = await awake();
  await activator.upgrade();
  await activator.upgrade();
  host.installation = 'bbbbbb';
  await activator.upgrade();
  expect(log).not.toContain('replaced');
  await activator.upgrade();
  expect(log.filter((event) => event === 'replaced')).toHaveLength(NAMES.length);
  expect(running.filter((name) => name.endsWith('-bbbbbb'))).toHaveLength(NAMES.length);
  expect(host.mostStarting).toBe(1);
});

test('an FPM with a full queue refuses what comes, and goes on', async () => {
  const { activator, running, log } = await awake();
  const before = [...running];
  const { made, done } = request('full');
  activator.accept('jopanel-anna', made);
  expect(await done).toBe('refused');
  expect(running).toEqual(before);
  expect(log).not.toContain('ended');
  expect(activator.states(['anna'])).toMatchObject([{ state: 'awake', why: '' }]);
});
