// A certificate is got, renewed and archived, with a crash before each of the effects. Keys are new in each run, so what
// came of it is judged by what has to hold, and not by what another run has left.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lookUp, walk } from '../sim/disk.ts';
import type { Effect, Fault } from '../sim/effects.ts';
import { boot, type Engine, journalFolder } from '../sim/engine.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { refusedLiveFiles } from '../sim/invariants.ts';
import { type Machine, restart } from '../sim/machine.ts';
import { dropSet, putSet } from '../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

const settings = { acme: { directory: 'https://ca.example/directory', email: 'host@panel.example' } };
const journalPath = join(folder.path, 'certificates.db');
const DAY_MS = 86_400_000;

const SURVIVALS = ['killed', 'lost', 'torn'] as const;

test('a daemon that is cut off at any effect from the first challenge on ends with a certificate that fits its key', {
  timeout: 300_000,
}, async () => {
  const problems: string[] = [];
  const { seen } = await run(() => undefined);
  const first = seen.findIndex(({ name }) => name.includes('acme-challenge'));
  const effects = seen.slice(first);
  expect(effects.length).toBeGreaterThan(50);
  for (const { number, name } of effects) {
    const crashed = await run((effect) =>
      effect.number === number ? { kind: 'crash', moment: 'before' } : undefined,
    );
    // Each of them takes some back; by turns, since the sweep over all of them takes minutes.
    const how = SURVIVALS[number % SURVIVALS.length] ?? 'killed';
    restart(crashed.machine, how);
    const engine = await boot(crashed.machine, { journalPath, settings });
    await goOn(engine);
    problems.push(...wrong(engine).map((problem) => `before ${number} (${name}), ${how}: ${problem}`));
    engine.close();
  }
  expect(problems.slice(0, 10)).toEqual([]);
});

test('a purge that is cut off at any effect loses no certificate: the next one has it in a whole archive', {
  timeout: 300_000,
}, async () => {
  const problems: string[] = [];
  const whole = await runPurge(() => undefined);
  const effects = whole.seen.slice(whole.before);
  expect(effects.some(({ name }) => name.includes('archive/certificates/ann'))).toBe(true);
  for (const { number, name } of effects) {
    const { machine, key } = await runPurge((effect) =>
      effect.number === number ? { kind: 'crash', moment: 'before' } : undefined,
    );
    const how = SURVIVALS[number % SURVIVALS.length] ?? 'killed';
    restart(machine, how);
    const engine = await boot(machine, { journalPath, settings });
    const why =
      engine.journal.account('ann')?.purgedAt === null ? await engine.purger.purge('ann') : undefined;
    const found = [
      ...(why === undefined ? [] : [why]),
      ...(isArchived(machine, key) ? [] : ['no archive has the key']),
      ...[...walk(machine.disk)].flatMap(([path, { kind }]) =>
        kind === 'file' && /\/(tls|certificates)\/ann/.test(path) ? [`${path} is left`] : [],
      ),
    ];
    problems.push(...found.map((problem) => `before ${number} (${name}), ${how}: ${problem}`));
    engine.close();
  }
  expect(problems.slice(0, 10)).toEqual([]);
});

/** Up to a purge, which may be cut off. */
async function runPurge(decide: (effect: Effect) => Fault | undefined) {
  let isPurging = false;
  const { machine, engine } = await fresh(['ann', 'bob'], (effect) =>
    isPurging ? decide(effect) : undefined,
  );
  await goOn(engine);
  dropSet(machine, 'ann');
  machine.now = (await engine.review()) ?? 0;
  await engine.review();
  const key = lookUp(machine.disk, '/var/lib/jopanel/tls/ann.example/privkey.pem')?.text ?? '';
  const before = engine.effects.seen.length;
  isPurging = true;
  await engine.purger.purge('ann').catch(() => 'the daemon is gone');
  closeQuietly(engine);
  return { machine, key, before, seen: engine.effects.seen };
}

function isArchived({ disk }: Machine, key: string): boolean {
  return [...walk(disk)].some(
    ([path, { text }]) =>
      /\/archive\/ann-[^/]+\.tar$/.test(path) &&
      key !== '' &&
      text.includes(JSON.stringify(key)) &&
      text.endsWith('end of archive\n'),
  );
}

async function fresh(usernames: readonly string[], decide: (effect: Effect) => Fault | undefined) {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${journalPath}${suffix}`, { force: true });
  const machine = freshMachine();
  for (const username of usernames) putSet(machine, username);
  return { machine, engine: await boot(machine, { journalPath, settings, decide }) };
}

function closeQuietly(engine: Engine): void {
  try {
    engine.close();
  } catch {
    // Its journal is closed already.
  }
}

async function run(
  decide: (effect: Effect) => Fault | undefined,
): Promise<{ readonly machine: Machine; readonly seen: readonly Effect[] }> {
  const { machine, engine } = await fresh(['ann'], decide);
  try {
    await goOn(engine);
    machine.now += 61 * DAY_MS;
    await goOn(engine);
  } catch {
    // The daemon is gone.
  }
  closeQuietly(engine);
  return { machine, seen: engine.effects.seen };
}

/** As a start does, and the retries that come of it. */
async function goOn(engine: Engine): Promise<void> {
  await engine.pass(['ann'], 'start');
  for (let round = 0; round < 6; round += 1) {
    await engine.after.idle();
    engine.machine.now += 61_000;
    const usernames = engine.after.take();
    await engine.pass(usernames.length === 0 ? ['ann'] : usernames, 'resync');
  }
}

function wrong({ machine, journal }: Engine): string[] {
  const text = machine.services.get('nginx')?.loaded.get('/etc/nginx/jopanel/ann.conf') ?? '';
  const [, chain = ''] = /ssl_certificate "([^"]+)"/.exec(text) ?? [];
  const [, key = ''] = /ssl_certificate_key "([^"]+)"/.exec(text) ?? [];
  const pair = [chain, key].map((path) => lookUp(machine.disk, path));
  const state = journal.account('ann')?.resources.find(({ kind }) => kind === 'certificate')?.state;
  return [
    ...refusedLiveFiles(machine),
    ...(state === 'in_sync' ? [] : [`the certificate is ${state}`]),
    ...(pair.every((file) => file?.mode === 0o600 && file.uid === 0) ? [] : [`${chain} is not root's alone`]),
    ...(isPair(pair[0]?.text, pair[1]?.text) ? [] : [`${chain} does not fit its key`]),
  ];
}

function isPair(chain = '', key = ''): boolean {
  if (chain === '' || key === '') return false;
  return new X509Certificate(chain).checkPrivateKey(createPrivateKey(key));
}
