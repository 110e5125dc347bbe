// A candidate is tested beside other work, each once, and only what its service has accepted goes live.

import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { FileChange } from '../../../src/host/root-files.ts';
import type { Services, TestResult } from '../../../src/host/services.ts';
import { boot, converge, type Engine, journalFolder } from '../../sim/engine.ts';
import { freshMachine, putFile } from '../../sim/fresh-machine.ts';
import { putSet } from '../../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

const POOL = 'jopanel-ann.conf';
const FPM = 'php-fpm@8.2';

test('PHP-FPM is asked before there is a home, nginx before PHP-FPM reloads, each of them once', async () => {
  const engine = await bootWith('ann');
  takeTime(engine);
  const asked: string[] = [];
  const before = new Map<string, readonly string[]>();
  spy(engine, async (service, _changes, ask) => {
    asked.push(service);
    before.set(
      service,
      engine.effects.seen.map(({ name }) => name),
    );
    return ask();
  });
  await converge(engine);
  expect(engine.journal.account('ann')?.phase).toBe('applied');
  expect(asked).toEqual([FPM, 'nginx', 'sshd']);
  expect(before.get(FPM)).toContain('useradd ann');
  expect(before.get(FPM)?.filter((name) => name.includes('/home/ann'))).toEqual([]);
  expect(before.get('nginx')).not.toContain(`reload ${FPM}`);
  expect(before.get('sshd')).not.toContain('reload nginx');
});

test('what was refused too early is asked about again', async () => {
  const engine = await bootWith('ann');
  let asked = 0;
  spy(engine, async (service, _changes, ask) => {
    if (service === FPM && asked++ === 0) return { ok: false, output: 'another process listens' };
    return ask();
  });
  await converge(engine);
  expect(asked).toBe(2);
  expect(engine.journal.account('ann')?.phase).toBe('applied');
  expect(kinds(engine)).not.toContain('service.tested');
});

test('a checker that could not be asked in advance is no harm', async () => {
  const engine = await bootWith('ann');
  let asked = 0;
  spy(engine, async (service, _changes, ask) => {
    if (service === FPM && asked++ === 0) throw new Error('no memory for a mount namespace');
    return ask();
  });
  await converge(engine);
  expect(engine.journal.account('ann')?.phase).toBe('applied');
});

test('what was accepted with an account that then falls behind says nothing of the rest', async () => {
  const engine = await bootWith('ann', 'bob');
  const candidates: string[][] = [];
  spy(engine, async (service, changes, ask) => {
    if (service === FPM) candidates.push(changes.map(({ path }) => path.split('/').at(-1) ?? ''));
    return ask();
  });
  takeTime(engine, '/home/ann');
  await engine.pass(['ann', 'bob'], 'start');
  expect(engine.journal.account('bob')?.phase).toBe('applied');
  expect(engine.journal.account('ann')?.phase).toBe('failed');
  expect(candidates.map((candidate) => candidate.includes(POOL))).toEqual([true, false]);
});

test('what another hand has written since is tested with the rest before anything is loaded', async () => {
  const engine = await bootWith('ann');
  const { homes } = engine.host;
  const { makeHomes } = homes;
  const writeBeside: typeof makeHomes = async (wanted) => {
    await pause(1);
    putFile(engine.machine, '/etc/php/8.2/fpm/pool.d/operator.conf', 'refuse-me');
    return makeHomes.call(homes, wanted);
  };
  Object.assign(homes, { makeHomes: writeBeside });
  await engine.pass(['ann'], 'start');
  expect(engine.machine.services.get(FPM)).toMatchObject({ isRunning: true, reloads: 0 });
  expect(engine.journal.account('ann')?.lastError).toContain('as it stands, without any change');
});

test('nothing is tested any more once the daemon is to stop', async () => {
  const engine = await bootWith('ann');
  const stop = new AbortController();
  let asked = 0;
  spy(engine, (_service, _changes, ask) => {
    asked += 1;
    return ask();
  });
  const { accounts } = engine.host;
  const { createUsers } = accounts;
  const createAndStop: typeof createUsers = (users) => {
    stop.abort();
    return createUsers.call(accounts, users);
  };
  Object.assign(accounts, { createUsers: createAndStop });
  await engine.converger.pass(['ann'], { trigger: 'edit', stop: stop.signal });
  expect(engine.machine.users.has('ann')).toBe(true);
  expect(asked).toBe(0);
});

test('a checker that does not end, and about whose candidate nobody asks in the end, holds up no wave', async () => {
  const engine = await bootWith('ann');
  const { services } = engine.host;
  const { test: asks } = services;
  const hangs: Services['test'] = (service, changes, stop) =>
    changes.some(({ path }) => path === '/etc/nginx/jopanel/ann.conf')
      ? new Promise((end) => {
          stop?.addEventListener('abort', () => end({ ok: false, output: 'was ended' }));
        })
      : asks.call(services, service, changes);
  const reload: Services['reload'] = async (service) => {
    throw new Error(`${service.name} ended instead of reloading`);
  };
  Object.assign(services, { test: hangs, reload });
  await engine.pass(['ann'], 'start');
  expect(engine.journal.account('ann')?.phase).toBe('failed');
});

async function bootWith(...usernames: readonly string[]): Promise<Engine> {
  const machine = freshMachine();
  for (const [index, username] of usernames.entries()) {
    putSet(machine, username, { account: { uid: 20_000 + index, gid: 20_000 + index } });
  }
  return boot(machine, { journalPath: `${folder.path}/${crypto.randomUUID()}.db` });
}

/** On the simulated host everything else is over at once. Of the homes, `failing` cannot be made. */
function takeTime({ host: { homes, services } }: Engine, failing?: string): void {
  const { makeHomes } = homes;
  const { reload } = services;
  const slowHomes: typeof makeHomes = async (wanted) => {
    await pause(1);
    const made = await makeHomes.call(
      homes,
      wanted.filter(({ path }) => path !== failing),
    );
    return failing === undefined ? made : new Map([...made, [failing, 'no room']]);
  };
  const slowReload: typeof reload = async (service) => {
    await pause(1);
    return reload.call(services, service);
  };
  Object.assign(homes, { makeHomes: slowHomes });
  Object.assign(services, { reload: slowReload });
}

function spy(
  { host: { services } }: Engine,
  answer: (
    service: string,
    changes: readonly FileChange[],
    ask: () => Promise<TestResult>,
  ) => Promise<TestResult>,
): void {
  const { test: asks } = services;
  const spied: Services['test'] = (service, changes) =>
    answer(service.name, changes, () => asks.call(services, service, changes));
  Object.assign(services, { test: spied });
}

function kinds({ journal }: Engine): string[] {
  return journal.events().map(({ kind }) => kind);
}
