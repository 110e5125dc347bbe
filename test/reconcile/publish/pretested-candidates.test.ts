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

test('sshd is asked before nginx reloads, and each of them once', async () => {
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
  expect(asked.toSorted()).toEqual(['nginx', 'sshd']);
  expect(before.get('sshd')).not.toContain('reload nginx');
});

test('what was refused too early is asked about again', async () => {
  const engine = await bootWith('ann');
  let asked = 0;
  spy(engine, async (service, _changes, ask) => {
    if (service === 'sshd' && asked++ === 0) return { ok: false, output: 'not yet' };
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
    if (service === 'sshd' && asked++ === 0) throw new Error('no memory for a mount namespace');
    return ask();
  });
  await converge(engine);
  expect(asked).toBe(2);
  expect(engine.journal.account('ann')?.phase).toBe('applied');
});

test('what another hand has written since is tested with the rest before anything is loaded', async () => {
  const engine = await bootWith('ann');
  const { services } = engine.host;
  const { reload } = services;
  const writeBeside: typeof reload = async (service) => {
    await reload.call(services, service);
    if (service.name === 'nginx')
      putFile(engine.machine, '/etc/ssh/sshd_config.d/20-operator.conf', 'refuse-me');
  };
  Object.assign(services, { reload: writeBeside });
  await engine.pass(['ann'], 'start');
  expect(engine.machine.services.get('sshd')).toMatchObject({ isRunning: true, reloads: 0 });
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
  const { test: asks, reload } = services;
  const daemonStop = new AbortController();
  const hangs: Services['test'] = (service, changes, stop) =>
    service.name === 'sshd'
      ? new Promise((end) => {
          stop?.addEventListener('abort', () => end({ ok: false, output: 'was ended' }));
        })
      : asks.call(services, service, changes);
  const stops: Services['reload'] = async (service) => {
    await reload.call(services, service);
    daemonStop.abort();
  };
  Object.assign(services, { test: hangs, reload: stops });
  await engine.converger.pass(['ann'], { trigger: 'start', stop: daemonStop.signal });
  expect(engine.machine.services.get('nginx')?.reloads).toBe(1);
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
