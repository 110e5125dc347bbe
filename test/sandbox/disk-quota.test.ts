// Disk quotas. This machine's own kernel may know none, so they are tried on one that does: Debian's
// user-mode Linux, a kernel that runs as a program, with the tools of the host and a disk in a file.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QUOTA_CASES } from '../ports/contract/quotas.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, runDaemon, sandbox } from './harness.ts';
import { resourceState } from './resource-state.ts';

interface Converged {
  readonly steps: readonly string[];
  readonly unavailable: readonly string[];
  readonly left: readonly string[];
}

let said: Record<string, Converged & Record<string, unknown>> & Record<string, unknown>;

describe('on a file system with quotas', () => {
  const FILES = ['/var/tmp/quota-disk', '/var/tmp/quota-checks.json', '/var/tmp/quota-checks.log'];

  beforeAll(async () => {
    await sandbox.run(['truncate', '--size=64M', '/var/tmp/quota-disk']);
    const kernel = [
      'linux.uml',
      'mem=768M',
      'root=/dev/root',
      'rootfstype=hostfs',
      'rootflags=/',
      'rw',
      'quiet',
    ];
    const init = 'init=/usr/lib/jopanel/test/sandbox/inside/quota-kernel.sh';
    const devices = ['ubda=/var/tmp/quota-disk', 'con=null', 'con0=null,fd:2', 'con1=null'];
    const boot = await sandbox.run([...kernel, init, ...devices], {
      env: { HOME: '/tmp', TMPDIR: '/tmp' },
      allowFailure: true,
      // Longer than this hook may take: a kernel within a kernel feels a busy machine most.
      timeoutMs: 600_000,
    });
    const answer = await sandbox.readFile('/var/tmp/quota-checks.json');
    if (answer === '') throw new Error(boot.stderr + (await sandbox.readFile('/var/tmp/quota-checks.log')));
    said = JSON.parse(answer);
  });

  afterAll(async () => {
    await sandbox.run(['rm', '--force', '--', ...FILES]);
  });

  test('an account writes as much as its quota, and one without a quota as much as it likes', () => {
    expect(said.limited).toEqual({
      steps: ['limit quotaa to 1024 KiB of disk'],
      unavailable: ['', ''],
      left: [],
    });
    expect(said.limitedWrite).toEqual([1023, 3000]);
  });

  test('nothing is left to do afterwards', () => {
    expect(said.again).toEqual({ steps: [], unavailable: ['', ''], left: [] });
    expect(said.suspended).toMatchObject({ steps: [], left: [] });
  });

  test('a limit that was changed by hand is corrected, and the one on files stays', () => {
    expect(said.drifted).toMatchObject({ steps: ['limit quotaa to 1024 KiB of disk'], left: [] });
    expect(said.driftedWrite).toBe(1023);
    expect(said.fileLimits).toMatchObject({
      byUid: { 12031: { hardKib: 1024, softFiles: 70, hardFiles: 80 } },
    });
  });

  test('a changed quota is in force at once', () => {
    expect(said.raised).toMatchObject({
      steps: ['limit quotaa to 2048 KiB of disk', 'limit quotab to 1024 KiB of disk'],
      left: [],
    });
    expect(said.raisedWrite).toEqual([2047, 1023]);
  });

  test('the port keeps its contract there', () => {
    expect(said.contract).toEqual(QUOTA_CASES.map(({ name }) => ({ name, failure: null })));
  });

  test('0 lifts it, and so does the end of the account', () => {
    expect(said.lifted).toMatchObject({
      steps: ['lift the disk quota of quotaa', 'lift the disk quota of quotab'],
      left: [],
    });
    expect(said.liftedWrite).toEqual([3000, 3000]);
  });

  test('where quotas are off, an account with a limit is shown what to run, and no other', () => {
    const { steps, unavailable, left } = said.withoutQuotas ?? { steps: [], unavailable: [], left: [] };
    expect({ steps, left }).toEqual({ steps: [], left: [] });
    expect(unavailable[0]).toContain(
      'run: mount -o remount,usrquota /home; quotacheck -cum /home; quotaon -u /home',
    );
    expect(unavailable[1]).toBe('');
    expect(said.notSwitchedOn?.unavailable[0]).toContain('quotaon -u /home');
    expect(said.notSwitchedOn?.steps).toEqual([]);
  });
});

describe('on a file system without', () => {
  beforeAll(() => dropAccount('quotac'));
  afterAll(() => forgetAccounts(['quotac']));

  test('the account is applied, and the resource says what is missing on the host', async () => {
    expect((await runDaemon('--once')).exitCode).toBe(0);
    const { state, message } = await resourceState('quotac', 'disk-quota');
    expect(state).toBe('unavailable');
    expect(message).toMatch(/^the file system at \/.* has no user quotas; /);
    await editAccount('quotac', 'limits', (limits) => ({ ...limits, disk_quota_mb: 0 }));
    expect((await runDaemon('--once')).exitCode).toBe(0);
    expect(await resourceState('quotac', 'disk-quota')).toMatchObject({ state: 'in_sync', message: '' });
  });
});
