// Certificates over the life of accounts, on a simulated machine with an authority that may fail in each of its ways.

import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { AuthorityError } from '../../src/host/certificate-authority.ts';
import type { AuthorityProblem } from '../../src/model/acme/acme-messages.ts';
import { describePlan } from '../../src/status/answers/describe-plan.ts';
import { testAuthority } from '../acme/issue-certificate.ts';
import { create, lookUp, walk } from '../sim/disk.ts';
import { boot, type Engine, journalFolder } from '../sim/engine.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { authorityOf, type SimAuthority } from '../sim/ports/authority.ts';
import { dropSet, putSet } from '../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

const ACME = { directory: 'https://ca.example/directory', email: 'host@panel.example' };
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

test('a site gets one certificate for all of its names, port 443 follows, and nothing is left of the challenges', async () => {
  const { engine, authority } = await bootWith(['ann']);
  await follow(engine);
  expect(authority.orders).toEqual([{ names: ['ann.example', 'www.ann.example'], replaces: undefined }]);
  expect(stateOf(engine, 'ann')).toMatchObject({ state: 'in_sync', message: '' });
  expect(conditionOf(engine, 'ann', 'Issued')).toMatchObject({ status: 'true', reason: 'AllIssued' });
  expect(vhostOf(engine, 'ann')).toMatch(
    /ssl_certificate "\/var\/lib\/jopanel\/tls\/ann\.example\/\w+\/fullchain\.pem";/,
  );
  expect(filesBelow(engine, '/var/lib/jopanel/acme/')).toEqual([]);
  const keys = filesBelow(engine, '/var/lib/jopanel/tls/').filter((path) => path.endsWith('privkey.pem'));
  expect(keys.map((path) => lookUp(engine.machine.disk, path)?.mode)).toEqual([0o600, 0o600]);
  expect(engine.journal.events({ kind: 'drift.found' })).toEqual([]);
});

test('many certificates cost one reload', async () => {
  const names = ['ann', 'bob', 'cyd', 'dee', 'eve', 'fay'];
  const { engine } = await bootWith(names);
  const before = engine.machine.services.get('nginx')?.reloads ?? 0;
  await follow(engine);
  expect(engine.machine.services.get('nginx')?.reloads).toBe(before + 1);
  for (const name of names) expect(vhostOf(engine, name)).toContain('ssl_certificate ');
});

test('a dead name costs only itself: it is told with its next try, which comes after 1, 10 and 100 minutes and then daily', async () => {
  const { engine, authority } = await bootWith(['ann'], ({ dead }) => {
    dead.set('www.ann.example', 'no such host (dns)');
  });
  await follow(engine);
  expect(authority.orders.map(({ names }) => names)).toEqual([
    ['ann.example', 'www.ann.example'],
    ['ann.example'],
  ]);
  expect(stateOf(engine, 'ann')?.message).toMatch(
    /^www\.ann\.example has no certificate: no such host \(dns\); the next try is at 20/,
  );
  expect(conditionOf(engine, 'ann', 'Issued')).toMatchObject({
    status: 'false',
    message: 'without a certificate: www.ann.example',
  });
  for (const minutes of [1, 10, 100, 24 * 60, 24 * 60]) {
    const [retry] = engine.journal.afterRetriesOf('ann');
    const wait = (retry?.retryAt ?? 0) - engine.host.clock.now();
    // A second has passed since.
    expect(wait).toBeGreaterThanOrEqual(minutes * MINUTE_MS * 0.9 - 1000);
    expect(wait).toBeLessThanOrEqual(minutes * MINUTE_MS);
    const seen = authority.orders.length;
    await engine.pass(['ann'], 'resync');
    await follow(engine);
    expect(authority.orders).toHaveLength(seen);
    engine.machine.now += wait;
    await follow(engine);
    // Once with the dead name; the others need none.
    expect(authority.orders).toHaveLength(seen + 1);
  }
  authority.dead.clear();
  engine.machine.now += DAY_MS;
  await follow(engine);
  expect(stateOf(engine, 'ann')).toMatchObject({ state: 'in_sync', message: '' });
  expect(engine.journal.afterRetries()).toEqual([]);
});

test('a renewal comes when the life of the certificate asks for it, names what it replaces, and the old one goes after it', async () => {
  const { engine, authority } = await bootWith(['ann']);
  await follow(engine);
  const before = vhostOf(engine, 'ann');
  engine.machine.now += 50 * DAY_MS;
  await engine.pass(['ann'], 'resync');
  await follow(engine);
  expect(authority.orders).toHaveLength(1);
  engine.machine.now += 11 * DAY_MS;
  await engine.pass(['ann'], 'resync');
  expect(vhostOf(engine, 'ann')).toBe(before);
  await follow(engine);
  expect(authority.orders[1]?.replaces).toMatch(/^[\w-]+\.[\w-]+$/);
  expect(vhostOf(engine, 'ann')).not.toBe(before);
  const versions = new Set(filesBelow(engine, '/var/lib/jopanel/tls/').map((path) => path.split('/')[6]));
  expect(versions.size).toBe(3);
});

test('a renewal that fails is said, and the old certificate stays', async () => {
  const { engine, authority } = await bootWith(['ann']);
  await follow(engine);
  const before = vhostOf(engine, 'ann');
  fail(authority, 'order', {
    fault: 'unavailable',
    message: 'the authority answered with status 503',
    failed: [],
  });
  engine.machine.now += 61 * DAY_MS;
  await engine.pass(['ann'], 'resync');
  await follow(engine);
  expect(vhostOf(engine, 'ann')).toBe(before);
  expect(conditionOf(engine, 'ann', 'RenewalFailing')?.message).toMatch(
    /valid until 20.* could not be renewed: the authority answered with status 503/,
  );
  engine.machine.now += MINUTE_MS;
  await follow(engine);
  expect(vhostOf(engine, 'ann')).not.toBe(before);
  expect(conditionOf(engine, 'ann', 'RenewalFailing')).toBeUndefined();
});

test.each<[string, (authority: SimAuthority) => void, string]>([
  ['for another key', (authority) => spoilWith(authority, testAuthority().root), 'for another key'],
  ['that is nonsense', (authority) => spoilWith(authority, '<html>'), 'sent no certificate'],
  [
    'that does not fit together',
    (authority) => {
      authority.spoil = (chain) => chain + leafOf(chain);
    },
    'does not fit together',
  ],
])('a chain %s is not taken', async (_, spoil, words) => {
  const { engine } = await bootWith(['ann'], spoil);
  await follow(engine);
  expect(stateOf(engine, 'ann')?.message).toContain(words);
  expect(filesBelow(engine, '/var/lib/jopanel/tls/')).toEqual([]);
  expect(engine.journal.account('ann')).toMatchObject({ phase: 'applied' });
});

test('an authority that says when it wants to be asked again is asked then, after a restart as well', async () => {
  const { engine, authority } = await bootWith(['ann'], (prepared) =>
    fail(prepared, 'order', {
      fault: 'rate_limited',
      message: 'too many orders',
      retryAfterMs: 7_200_000,
      failed: [],
    }),
  );
  await follow(engine);
  expect(stateOf(engine, 'ann')?.message).toContain('too many orders; the next try is at');
  const next = await engine.restart();
  next.machine.now += 7_100_000;
  await next.pass(['ann'], 'start');
  await follow(next);
  expect(authority.orders).toHaveLength(0);
  next.machine.now += 101_000;
  await follow(next);
  expect(stateOf(next, 'ann')).toMatchObject({ state: 'in_sync' });
});

test('more orders than the authority permits wait for their turn, and a restart forgets none of those that were made', async () => {
  const { engine, authority } = await bootWith(['ann']);
  await follow(engine);
  const spent = Array.from({ length: 279 }, () => `orders at ${ACME.directory}`);
  engine.journal.append([
    {
      kind: 'step.applied',
      account: 'ann',
      data: {
        wave: 'w',
        resource: 'certificate',
        summary: 'as many orders',
        after: { item: 'site:x', spent },
      },
    },
  ]);
  const next = await engine.restart();
  putSet(next.machine, 'bob');
  await next.pass(['ann', 'bob'], 'start');
  await follow(next);
  expect(authority.orders).toHaveLength(1);
  expect(stateOf(next, 'bob')).toMatchObject({
    state: 'pending',
    message: expect.stringMatching(
      /^waits for its turn to ask ca\.example for a certificate for bob\.example, www\.bob\.example, which is at 20/,
    ),
  });
  next.machine.now += 3 * 60 * MINUTE_MS;
  await follow(next);
  expect(stateOf(next, 'bob')).toMatchObject({ state: 'in_sync' });
});

test('an authority that wants each new certificate to be renewed at once is no endless loop', async () => {
  const { engine, authority } = await bootWith(['ann']);
  for (let round = 0; round < 10; round += 1) {
    await follow(engine);
    const now = engine.host.clock.now();
    const [newest = ''] = filesBelow(engine, '/var/lib/jopanel/tls/ann.example/2').toSorted().reverse();
    const path = `${newest.slice(0, newest.lastIndexOf('/'))}/renewal.json`;
    const note = { start: now - 2000, end: now - 1000, ask_at: now + DAY_MS };
    await engine.host.files.put([{ path, text: JSON.stringify(note), mode: 0o600, uid: 0, gid: 0 }]);
    engine.machine.now += MINUTE_MS;
    await engine.pass(['ann'], 'resync');
  }
  expect(authority.orders).toHaveLength(4);
  expect(stateOf(engine, 'ann')?.message).toMatch(/^waits for its turn to ask ca\.example to renew/);
});

test('a certificate that is not valid yet, by a clock that is wrong, is not asked for again', async () => {
  const { engine, authority } = await bootWith(['ann']);
  await follow(engine);
  engine.machine.now -= 2 * 60 * MINUTE_MS;
  await engine.pass(['ann'], 'resync');
  await follow(engine);
  expect(authority.orders).toHaveLength(1);
});

test('an account that is retired while its order is under way ends the order, and leaves neither challenge nor key', async () => {
  const { engine, validation } = await bootInTheMiddle();
  expect(filesBelow(engine, '/var/lib/jopanel/acme/')).toHaveLength(2);
  dropSet(engine.machine, 'ann');
  engine.machine.now = (await engine.review()) ?? 0;
  await engine.review();
  expect(validation.stop?.aborted).toBe(true);
  await follow(engine);
  expect(engine.journal.account('ann')).toMatchObject({ phase: 'retired' });
  expect(filesBelow(engine, '/var/lib/jopanel/acme/')).toEqual([]);
  expect(filesBelow(engine, '/var/lib/jopanel/tls/ann.example/')).toEqual([]);
});

test('an account that is suspended while its order is under way gets its certificate', async () => {
  const { engine, validation } = await bootInTheMiddle();
  putSet(engine.machine, 'ann', { account: { status: 'suspended' } });
  await engine.pass(['ann'], 'edit');
  expect(engine.journal.account('ann')).toMatchObject({ status: 'suspended', phase: 'applied' });
  validation.goOn();
  await follow(engine);
  expect(stateOf(engine, 'ann')).toMatchObject({ state: 'in_sync', message: '' });
  expect(vhostOf(engine, 'ann')).toContain('ssl_certificate ');
  expect(filesBelow(engine, '/var/lib/jopanel/acme/')).toEqual([]);
});

test.each(['check', 'order', 'validate', 'finalize'] as const)(
  'a process that asks the authority and ends at the step %s leaves nothing behind, and the next try works',
  async (step) => {
    const message = 'the process that asks certificate authorities did not answer';
    const { engine } = await bootWith(['ann'], ({ faults }) => {
      faults.push({ step, error: new AuthorityError({ fault: 'unavailable', message, failed: [] }) });
    });
    await follow(engine);
    expect(stateOf(engine, 'ann')?.message).toContain(`${message}; the next try is at 20`);
    expect(filesBelow(engine, '/var/lib/jopanel/acme/')).toEqual([]);
    engine.machine.now += MINUTE_MS;
    await follow(engine);
    expect(stateOf(engine, 'ann')).toMatchObject({ state: 'in_sync', message: '' });
  },
);

test.each(['privkey.pem', 'fullchain.pem'])(
  'a disk that is full while %s is written keeps the old certificate in use, and the next try clears up',
  async (file) => {
    let isFull = false;
    const machine = freshMachine();
    putSet(machine, 'ann');
    const engine = await boot(machine, {
      journalPath: nextJournal(),
      settings: { acme: ACME },
      decide: ({ name }) =>
        isFull && name.includes(file) ? { kind: 'fail', code: 'ENOSPC', done: false } : undefined,
    });
    await engine.pass(['ann'], 'start');
    await follow(engine);
    const before = vhostOf(engine, 'ann');
    isFull = true;
    machine.now += 61 * DAY_MS;
    await engine.pass(['ann'], 'resync');
    await follow(engine);
    expect(vhostOf(engine, 'ann')).toBe(before);
    expect(stateOf(engine, 'ann')?.message).toMatch(/ENOSPC.*; the next try is at 20/);
    expect(conditionOf(engine, 'ann', 'RenewalFailing')).toBeDefined();
    isFull = false;
    machine.now += MINUTE_MS;
    await follow(engine);
    expect(vhostOf(engine, 'ann')).not.toBe(before);
    expect(conditionOf(engine, 'ann', 'RenewalFailing')).toBeUndefined();
    await engine.pass(['ann'], 'resync');
    // One certificate, and the copies beside it.
    const names = filesBelow(engine, '/var/lib/jopanel/tls/').map((path) => path.split('/').at(-1));
    expect(names.toSorted()).toEqual(['fullchain.pem', 'fullchain.pem', 'privkey.pem', 'privkey.pem']);
  },
);

test.each([
  ['the folder of all certificates', '/var/lib/jopanel/tls'],
  ['the folder of a site', '/var/lib/jopanel/tls/ann.example'],
])('a link in the place of %s is not followed, and the account says what to do', async (_, place) => {
  const machine = freshMachine();
  putSet(machine, 'ann');
  const engine = await boot(machine, { journalPath: nextJournal(), settings: { acme: ACME } });
  await engine.host.files.makeFolder('/var/lib/jopanel', { uid: 0, gid: 0, mode: 0o755 });
  if (place.endsWith('ann.example'))
    await engine.host.files.makeFolder('/var/lib/jopanel/tls', { uid: 0, gid: 0, mode: 0o700 });
  create(machine.disk, place, 'link', '/home/ann', { uid: 0, gid: 0, mode: 0o777 });
  await engine.pass(['ann'], 'start');
  await follow(engine);
  expect(stateOf(engine, 'ann')?.message).toContain(`${place} is not a folder; move it away`);
  expect(lookUp(machine.disk, place)).toMatchObject({ kind: 'link', text: '/home/ann' });
  expect(engine.journal.account('ann')).toMatchObject({ phase: 'applied' });
});

test('a plan says whom it will ask for which names', async () => {
  const { engine } = await bootWith(['ann']);
  const words = async () =>
    describePlan(await engine.plan(), ['ann'], () => false)
      .accounts.flatMap(({ steps }) => steps)
      .filter(({ resource }) => resource === 'certificate')
      .map(({ summary }) => summary);
  putSet(engine.machine, 'ann', { domains: { alias_domains: ['www.ann.example', 'new.example'] } });
  expect(await words()).toContain(
    'will ask ca.example for a certificate for ann.example, new.example, www.ann.example',
  );
  await engine.pass(['ann'], 'edit');
  await follow(engine);
  engine.machine.now += 61 * DAY_MS;
  expect(await words()).toEqual([
    expect.stringMatching(/^will ask ca\.example to renew the certificate for /),
  ]);
});

test('what a person asks for is done before its time', async () => {
  const { engine, authority } = await bootWith(['ann']);
  await follow(engine);
  engine.after.request({ account: 'ann', resource: 'certificate', item: 'site:ann.example' });
  await engine.converger.pass(['ann'], { trigger: 'ask' });
  await follow(engine);
  expect(authority.orders).toHaveLength(2);
  await engine.converger.pass(['ann'], { trigger: 'ask' });
  await follow(engine);
  expect(authority.orders).toHaveLength(2);
});

test('a domain that is gone is not renewed, and a purge puts the certificate into the archive of the home', async () => {
  const { engine, authority } = await bootWith(['ann', 'bob']);
  await follow(engine);
  dropSet(engine.machine, 'ann');
  engine.machine.now = (await engine.review()) ?? 0;
  await engine.review();
  engine.machine.now += 61 * DAY_MS;
  await engine.pass(['ann'], 'resync');
  await follow(engine);
  expect(authority.orders).toHaveLength(2);
  expect(filesBelow(engine, '/var/lib/jopanel/tls/ann.example/').length).toBeGreaterThan(0);
  expect(engine.journal.account('ann')).toMatchObject({ phase: 'retired' });
  expect(await engine.purger.purge('ann')).toBeUndefined();
  expect(filesBelow(engine, '/var/lib/jopanel/tls/ann.example/')).toEqual([]);
  expect(filesBelow(engine, '/var/lib/jopanel/archive/certificates/')).toEqual([]);
  const [archive = ''] = filesBelow(engine, '/var/lib/jopanel/archive/ann-');
  const text = lookUp(engine.machine.disk, archive)?.text ?? '';
  expect(text).toMatch(/^\/ann\.example\/\d{8}T\d{9}Z\/privkey\.pem 0:0 "-----BEGIN PRIVATE KEY/m);
  expect(text).toMatch(/^\/ann\.example\/\d{8}T\d{9}Z\/fullchain\.pem 0:0 "-----BEGIN CERTIFICATE/m);
});

test('without an authority in the settings nothing is asked for, and the account has no condition of that kind', async () => {
  const machine = freshMachine();
  putSet(machine, 'ann');
  const engine = await boot(machine, { journalPath: nextJournal() });
  await engine.pass(['ann'], 'start');
  await follow(engine);
  expect(authorityOf(machine).orders).toEqual([]);
  expect(conditionOf(engine, 'ann', 'Issued')).toBeUndefined();
});

let journals = 0;

function nextJournal(): string {
  journals += 1;
  return join(folder.path, `certificates-${journals}.db`);
}

async function bootWith(
  usernames: readonly string[],
  prepare: (authority: SimAuthority) => void = () => {},
): Promise<{ engine: Engine; authority: SimAuthority }> {
  const machine = freshMachine();
  prepare(authorityOf(machine));
  for (const username of usernames) putSet(machine, username);
  const engine = await boot(machine, { journalPath: nextJournal(), settings: { acme: ACME } });
  await engine.pass(usernames, 'start');
  return { engine, authority: authorityOf(machine) };
}

/** The authority looks at the challenges of `ann`, and goes on with that for as long as the test wants. */
async function bootInTheMiddle() {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const validation: { stop: AbortSignal | undefined; goOn: () => void } = {
    stop: undefined,
    goOn: () => end.resolve(),
  };
  const { engine, authority } = await bootWith(['bob']);
  await follow(engine);
  authority.pauses.set('validate', async (stop) => {
    validation.stop = stop;
    stop.addEventListener('abort', () =>
      end.reject(new AuthorityError({ fault: 'unavailable', message: 'it was stopped', failed: [] })),
    );
    begun.resolve();
    await end.promise;
  });
  putSet(engine.machine, 'ann');
  await engine.pass(['ann'], 'edit');
  await begun.promise;
  return { engine, validation };
}

/** Lets the after phase come to its end, and the waves that follow from it. */
async function follow(engine: Engine): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    await engine.after.idle();
    const usernames = engine.after.take();
    if (usernames.length === 0) return;
    // What the wave before has written into the sets is still by then.
    engine.machine.now += 1000;
    await engine.pass(usernames, 'resync');
  }
}

function fail(authority: SimAuthority, step: 'order', problem: AuthorityProblem): void {
  authority.faults.push({ step, error: new AuthorityError(problem) });
}

function spoilWith(authority: SimAuthority, text: string): void {
  authority.spoil = () => text;
}

function leafOf(chain: string): string {
  return `${chain.split('-----END CERTIFICATE-----')[0]}-----END CERTIFICATE-----\n`;
}

function stateOf({ journal }: Engine, username: string) {
  return journal.account(username)?.resources.find(({ kind }) => kind === 'certificate');
}

function conditionOf({ journal }: Engine, username: string, type: string) {
  return journal.account(username)?.conditions.find((each) => each.type === type);
}

function vhostOf({ machine }: Engine, username: string): string {
  return machine.services.get('nginx')?.loaded.get(`/etc/nginx/jopanel/${username}.conf`) ?? '';
}

function filesBelow({ machine }: Engine, where: string): string[] {
  return [...walk(machine.disk)].flatMap(([path, node]) =>
    path.startsWith(where) && node.kind === 'file' ? [path] : [],
  );
}
