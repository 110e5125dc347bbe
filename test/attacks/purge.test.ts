// Homes that are made so that no tool can archive them, and what an account leaves elsewhere.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from '../sandbox/forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  removeAccount,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from '../sandbox/harness.ts';
import { jopanel } from '../sandbox/jopanel.ts';

const INSIDE = '/usr/lib/jopanel/test/attacks/inside';
const OPEN = { ssh: { mode: 'shell', force_command: null, chroot_dir: null } };

beforeAll(async () => {
  const settings = { vanish: { max_accounts: 3, max_percent: 100, purge_after_days: null } };
  await sandbox.writeFile('/etc/jopanel/jopaneld.json', JSON.stringify(settings));
  for (const name of ['leaver', 'accomplice']) await dropAccount(name, OPEN);
  await startDaemon();
  for (const name of ['leaver', 'accomplice']) await waitApplied(name);
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(['leaver', 'accomplice']);
  await sandbox.run(['rm', '--recursive', '--force', '/etc/jopanel/jopaneld.json', '/srv/deep', '/srv/kept']);
});

test.each([
  ['20,000 folders in one another', 20_000, 'd'],
  ['2,000 with names of 200 letters', 2_000, 'n'.repeat(200)],
])('%s are archived whole, in little memory', async (_, levels, name) => {
  const make =
    'for (1 .. $ARGV[0]) { mkdir $ARGV[1] or die; chdir $ARGV[1] or die } open F, ">", "treasure"; print F "gold"';
  await sandbox.run(['mkdir', '--parents', '/srv/deep/home/deep']);
  await sandbox.run([
    'bash',
    '-c',
    'cd /srv/deep/home/deep && exec perl -e "$0" "$@"',
    make,
    String(levels),
    name,
  ]);
  const argv = ['node', `${INSIDE}/archive-home.ts`, '/srv/deep/home/deep', '23456', '23456', '/srv/kept'];
  const { stdout } = await sandbox.run(argv, { timeoutMs: 150_000 });
  const { archive, memoryMb } = JSON.parse(stdout);
  expect(memoryMb).toBeLessThan(400);
  const list = await sandbox.run(['bash', '-c', 'tar --list --file="$0" | grep --count treasure', archive]);
  expect(list.stdout).toBe('1\n');
  expect((await sandbox.run(['ls', '--almost-all', '/srv/deep/home'])).stdout).toBe('');
});

test('an accomplice who stands in the home and goes on writing holds nothing up, and nothing is left behind', async () => {
  const leave = [
    'mkdir -m 0777 ~/open; chmod o+x ~',
    'cp /bin/cat /var/tmp/.leaver; chmod 4755 /var/tmp/.leaver',
    'mkdir -p /var/tmp/leaver/a; mkdir -m 0777 /var/tmp/leaver/open; touch /dev/shm/leaver /tmp/leaver',
    'ipcmk --shmem 4096 >/dev/null; ipcmk --queue >/dev/null; ipcmk --semaphore 2 >/dev/null',
  ];
  await sandbox.run(['bash', '-c', leave.join('; ')], { user: 'leaver' });
  await sandbox.run([
    'bash',
    '-c',
    'install -o leaver -g mail -m 0660 /dev/null /var/mail/leaver; echo hello >/var/mail/leaver',
  ]);
  await sandbox.run(['touch', '/var/lib/systemd/linger/leaver']);
  await sandbox.run(['touch', '/var/tmp/leaver/open/of-accomplice'], { user: 'accomplice' });
  const nest =
    'chdir "/home/leaver/open" or die; open F, ">>", "big"; syswrite STDOUT, "in"; while (1) { syswrite F, "x" x 4096; mkdir "d"; mkdir "d/d" }';
  const accomplice = sandbox.spawn(['perl', '-e', nest], { user: 'accomplice' });
  try {
    await sandbox.waitFor('the accomplice', () => accomplice.stdout.readableDidRead);
    await editAccount('leaver', 'account', (account) => ({ ...account, status: 'suspended' }));
    await waitApplied('leaver');
    expect((await sandbox.run(['stat', '--format=%a', '/var/tmp/.leaver'])).stdout).toBe('755\n');
    const uid = (await sandbox.run(['id', '--user', 'leaver'])).stdout.trim();
    await removeAccount('leaver');
    await jopanel(['retire', '--confirm', 'leaver']);
    expect(await jopanel(['purge', 'leaver', '--confirm', 'leaver'])).toMatchObject({ exitCode: 0 });
    const places = [
      '/tmp',
      '/var/tmp',
      '/dev/shm',
      '/var/mail',
      '/var/lib/systemd/linger',
      '/var/spool',
      '/home',
    ];
    expect(
      (await sandbox.run(['find', ...places, '-uid', uid, '-o', '-name', 'leaver', '!', '-uid', '0'])).stdout,
    ).toBe('');
    expect((await sandbox.run(['ls', '/var/tmp/leaver/open'])).stdout).toBe('of-accomplice\n');
    for (const kind of ['shm', 'msg', 'sem'])
      expect((await sandbox.run(['cat', `/proc/sysvipc/${kind}`])).stdout).not.toMatch(
        new RegExp(`\\b${uid}\\b`),
      );
    expect((await sandbox.run(['bash', '-c', 'cat /var/lib/jopanel/archive/leaver-*.mail'])).stdout).toBe(
      'hello\n',
    );
  } finally {
    accomplice.kill();
    await accomplice.ended;
  }
});
