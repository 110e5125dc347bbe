// With `drift: report`, what another hand has changed stays; what the operator asks for by settings comes about all the same.

import { afterAll, expect, test } from 'vitest';
import { SSHD_DROP_IN } from '../../../services/sshd/drop-in.ts';
import type { Settings } from '../../../src/model/settings.ts';
import { lookUp } from '../../sim/disk.ts';
import { boot, converge, type Engine, journalFolder } from '../../sim/engine.ts';
import { freshMachine, putFile } from '../../sim/fresh-machine.ts';
import type { Machine } from '../../sim/machine.ts';
import { putSet } from '../../sim/sets.ts';

const VHOST = '/etc/nginx/jopanel/anna.conf';
const PHP_ORDER = '/var/lib/jopanel/php/anna.json';
const folder = journalFolder();
afterAll(() => folder.remove());

function textOf(machine: Machine, path: string): string {
  return lookUp(machine.disk, path)?.text ?? '';
}

/** A machine with two accounts in force, and the daemon started again with other settings. */
async function applied(name: string) {
  const machine = freshMachine();
  for (const username of ['anna', 'bert']) putSet(machine, username);
  const journalPath = `${folder.path}/${name}.db`;
  const start = async (settings: Partial<Settings> = {}): Promise<Engine> => {
    machine.now += 10_000;
    const engine = await boot(machine, { journalPath, settings: { drift: 'report', ...settings } });
    await converge(engine);
    return engine;
  };
  const first = await start({ allowed_groups: ['docker'] });
  machine.groups.set('docker', { name: 'docker', gid: 990, members: ['anna'] });
  return { machine, first, start };
}

function driftOf(engine: Engine): string {
  const { conditions = [] } = engine.journal.account('anna') ?? {};
  return conditions.find(({ type }) => type === 'Drifted')?.status ?? 'false';
}

test.each<[string, Partial<Settings>, (machine: Machine) => boolean]>([
  [
    'php_idle_minutes',
    { php_idle_minutes: 3 },
    (machine) => textOf(machine, PHP_ORDER).includes('"idle_minutes": 3'),
  ],
  [
    'trusted_proxies',
    { trusted_proxies: ['192.0.2.7'] },
    (machine) => textOf(machine, VHOST).includes('set_real_ip_from'),
  ],
  [
    'log_dir',
    { log_dir: '/var/log/elsewhere' },
    (machine) => textOf(machine, VHOST).includes('/var/log/elsewhere'),
  ],
  [
    'allowed_groups',
    { allowed_groups: [] },
    (machine) => machine.groups.get('docker')?.members.includes('anna') === false,
  ],
])('another value of %s comes into force, and is no drift', async (name, settings, isInForce) => {
  const { machine, first, start } = await applied(name);
  expect(isInForce(machine)).toBe(false);
  first.close();
  const engine = await start({ allowed_groups: ['docker'], ...settings });
  expect(isInForce(machine)).toBe(true);
  expect(driftOf(engine)).toBe('false');
  const before = engine.journal.head().seq;
  await engine.pass(['anna', 'bert'], 'resync');
  expect(engine.journal.head().seq).toBe(before);
  engine.close();
});

test('what another hand has changed stays after settings have come into force', async () => {
  const { machine, first, start } = await applied('stays');
  first.close();
  const engine = await start({ php_idle_minutes: 3 });
  putFile(machine, VHOST, `${textOf(machine, VHOST)}# by another hand\n`);
  await engine.pass(['anna'], 'resync');
  expect(textOf(machine, VHOST)).toContain('by another hand');
  expect(driftOf(engine)).toBe('true');
  engine.close();
});

test('a Match block that another hand has changed stays while other accounts change', async () => {
  const { machine, first: engine } = await applied('match');
  const block = textOf(machine, SSHD_DROP_IN);
  putFile(machine, SSHD_DROP_IN, block.replace('AllowTcpForwarding no', 'AllowTcpForwarding local'));
  machine.now += 10_000;
  putSet(machine, 'bert', { ssh: { enabled: false } });
  await engine.pass(['anna'], 'resync');
  expect(driftOf(engine)).toBe('true');
  await engine.pass(['bert'], 'edit');
  expect(textOf(machine, SSHD_DROP_IN)).toMatch(/Match User anna\n(?: .*\n)* *AllowTcpForwarding local/);
  expect(textOf(machine, SSHD_DROP_IN)).toMatch(/Match User bert\n *DenyUsers/);
  engine.close();
});
