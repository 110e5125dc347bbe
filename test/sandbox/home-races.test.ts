// A user who swaps folders for links while root works in the home. Nothing outside may ever change.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, runDaemon, sandbox } from './harness.ts';

const USERS = ['racer', 'racevictim'];
const INSIDE = '/usr/lib/jopanel/test/sandbox/inside';
const ROUNDS = 150;

beforeAll(async () => {
  for (const name of USERS) {
    await dropAccount(name, { ssh: { mode: 'sftp', chroot_dir: null } });
  }
  const { exitCode, stdout } = await runDaemon('--once');
  expect(exitCode, stdout).toBe(0);
  // What a folder looks like that root has made and not yet handed over, under each name that is worked on.
  await sandbox.run([
    'install',
    '--directory',
    '--mode=0700',
    '/srv/bait/racer.example',
    '/srv/bait/sessions',
  ]);
});

afterAll(async () => {
  await forgetAccounts(USERS);
  await sandbox.run(['rm', '--recursive', '/srv/bait']);
});

/** Name, owner, mode and target of everything in the places that the links lead to. */
async function outside(): Promise<string> {
  const places = ['/etc', '/srv', '/home/racevictim'];
  const what = ['-printf', '%p %U:%G %m %y %l\n'];
  return (await sandbox.run(['find', ...places, ...what])).stdout;
}

test('a folder of root’s in a home is swapped for a link while it is observed, and the observation goes on', async () => {
  // As the daemon makes one and hands it over a moment later; a user who can rename it before that keeps it.
  await sandbox.run(['install', '--directory', '--owner=racer', '/home/racer/toys']);
  await sandbox.run(['install', '--directory', '--mode=0700', '/home/racer/toys/box']);
  const swap = `
    const { renameSync, symlinkSync, unlinkSync } = require('node:fs');
    process.chdir('/home/racer/toys');
    console.log('swapping');
    for (;;) {
      renameSync('box', 'aside');
      symlinkSync('/etc', 'box');
      unlinkSync('box');
      renameSync('aside', 'box');
    }`;
  const swapping = sandbox.spawn(['node', '--eval', swap], { user: 'racer' });
  try {
    await sandbox.waitFor('the swapping', () => swapping.stdout.readableDidRead);
    const look = [
      'node',
      `${INSIDE}/look-at-homes.ts`,
      '3000',
      'toys/box',
      '/home/racer',
      '/home/racevictim',
    ];
    const seen = JSON.parse((await sandbox.run(look)).stdout);
    expect(seen).toEqual({ folder: expect.any(Number), obstructed: expect.any(Number), homes: 3000 });
    expect(seen.folder).toBeGreaterThan(0);
  } finally {
    swapping.kill();
    await swapping.ended;
    await sandbox.run(['rm', '--recursive', '/home/racer/toys']);
  }
});

test.each([
  ['domains', ['domains/racer.example/public_html']],
  ['tmp', ['tmp/sessions', 'tmp/uploads']],
  ['domains/racer.example', ['domains/racer.example/public_html', 'domains/racer.example/subdomains/app']],
  ['domains/racer.example/public_html', ['domains/racer.example/public_html']],
])('%s is swapped for links to elsewhere while folders are made in it', async (folder, paths) => {
  const before = await outside();
  const uid = (await sandbox.run(['id', '--user', 'racer'])).stdout.trim();
  const targets = [
    '/etc',
    '/srv/bait',
    '/home/racevictim',
    '/home/racevictim/domains',
    '/srv/bait/racer.example',
  ];
  const swapping = sandbox.spawn(['node', `${INSIDE}/swap-folders.ts`, '/home/racer', folder, ...targets], {
    user: 'racer',
  });
  try {
    await sandbox.waitFor('the swapping', () => swapping.stdout.readableDidRead);
    const work = ['node', `${INSIDE}/work-in-home.ts`, '/home/racer', uid, String(ROUNDS), ...paths];
    const { made, obstructed, others } = JSON.parse((await sandbox.run(work)).stdout);
    expect(await outside()).toBe(before);
    // A race that one side always wins proves nothing.
    expect({ made: made > 0, obstructed: obstructed > 0 }).toEqual({ made: true, obstructed: true });
    for (const message of others) expect(message).toMatch(/ENOENT/);
  } finally {
    swapping.kill();
    await swapping.ended;
    await sandbox.run(['find', '/home/racer', '-mindepth', '1', '-delete']);
  }
});
