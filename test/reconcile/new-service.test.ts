// A service and a resource that the engine has never heard of take part in its waves.

import { afterAll, expect, test } from 'vitest';
import { allControllers } from '../../controllers/all-controllers.ts';
import { allServices } from '../../services/all-services.ts';
import { boot, converge, type Engine, journalFolder } from '../sim/engine.ts';
import { startService, stopService } from '../sim/machine.ts';
import { dropSet, putSet } from '../sim/sets.ts';
import { greeter, greetingPath } from './made-up/greeter.ts';
import { greeting } from './made-up/greeting.ts';
import { machineWithGreeter } from './made-up/machine.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

test('what accounts publish is tested, loaded once after the services it comes after, and applied', async () => {
  const engine = await bootWith('ann', 'bob');
  await converge(engine);
  expect(engine.journal.account('ann')).toMatchObject({ phase: 'applied' });
  expect(resource(engine, 'ann')).toMatchObject({ state: 'in_sync' });
  expect(loaded(engine, 'ann')).toContain('owner@ann.example');
  expect(engine.machine.services.get('greeter')?.reloads).toBe(1);
  const reloads = engine.effects.seen.filter(({ kind }) => kind === 'reload').map(({ name }) => name);
  expect(reloads.indexOf('reload greeter')).toBeGreaterThan(reloads.indexOf('reload nginx'));
  expect(engine.journal.owns(`file:${greetingPath('ann')}`)).toBeDefined();
});

test.each([
  ['refuse-me@ann.example', 'unexpected "refuse-me"'],
  ['rude@ann.example', 'ann is rude'],
])('an account that the service rejects for %s is quarantined alone', async (contact_email, message) => {
  const engine = await bootWith('ann', 'bob');
  await converge(engine);
  engine.machine.now += 1_000;
  putSet(engine.machine, 'ann', { account: { contact_email } });
  putSet(engine.machine, 'bob', { account: { contact_email: 'polite@bob.example' } });
  await engine.pass(['ann', 'bob'], 'edit');
  expect(engine.journal.account('ann')).toMatchObject({ phase: 'quarantined' });
  expect(resource(engine, 'ann')?.message).toContain(message);
  expect(loaded(engine, 'ann')).toContain('owner@ann.example');
  expect(engine.journal.account('bob')).toMatchObject({ phase: 'applied' });
  expect(loaded(engine, 'bob')).toContain('polite@bob.example');
});

test('while the service is down its resource waits, and is brought up with it', async () => {
  const engine = await bootWith('ann');
  stopService(engine.machine, 'greeter');
  await engine.pass(['ann'], 'start');
  expect(engine.journal.account('ann')).toMatchObject({ phase: 'pending' });
  expect(resource(engine, 'ann')).toMatchObject({ state: 'waiting', message: 'greeter is inactive' });
  startService(engine.machine, 'greeter');
  await engine.pass(['ann'], 'retry');
  expect(engine.journal.account('ann')).toMatchObject({ phase: 'applied' });
});

test('what another hand changed is drift and is corrected; a retired account is withdrawn', async () => {
  const engine = await bootWith('ann', 'bob');
  await converge(engine);
  engine.machine.now += 1_000;
  await engine.host.files.put([
    { path: greetingPath('ann'), text: '# Made by jopaneld\nBoo\n', uid: 0, gid: 0, mode: 0o644 },
  ]);
  await engine.pass(['ann'], 'resync');
  expect(engine.journal.events({ kind: 'drift.found' })).toMatchObject([{ data: { resource: 'greeting' } }]);
  expect(loaded(engine, 'ann')).toContain('owner@ann.example');
  dropSet(engine.machine, 'ann');
  await converge(engine);
  expect(engine.journal.account('ann')).toMatchObject({ phase: 'retired' });
  expect(loaded(engine, 'ann')).toBeUndefined();
  expect(loaded(engine, 'bob')).toBeDefined();
});

async function bootWith(...usernames: readonly string[]): Promise<Engine> {
  const machine = machineWithGreeter();
  for (const username of usernames) putSet(machine, username);
  return boot(machine, {
    journalPath: `${folder.path}/${crypto.randomUUID()}.db`,
    controllers: [...allControllers, greeting],
    services: [...allServices, greeter],
    settings: { vanish: { max_accounts: 3, max_percent: 100, purge_after_days: null } },
  });
}

function loaded({ machine }: Engine, username: string): string | undefined {
  return machine.services.get('greeter')?.loaded.get(greetingPath(username));
}

function resource({ journal }: Engine, username: string) {
  return journal.account(username)?.resources.find(({ kind }) => kind === 'greeting');
}
