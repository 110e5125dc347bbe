// Linux users through their lives, observed from outside: by getent, by logins, by what runs.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunningCommand } from '../../sandbox/command.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, runDaemon, sandbox } from './harness.ts';
import { makeKey, openSsh, type SshKey, ssh, sshByPassword } from './ssh-client.ts';

const BULK = Array.from({ length: 6 }, (_, index) => `lubulk${index}`);
const USERS = [...BULK, 'luadopt', 'luforeign', 'lutaken', 'lupass', 'lushell', 'lususp'];
const SHELL_ACCESS = { mode: 'shell', chroot_dir: null, force_command: null };

let key: SshKey;

beforeAll(async () => {
  key = await makeKey('linux-user');
});

afterAll(() => forgetAccounts(USERS));

/** Every set is in force afterwards, or the test fails with what the daemon said. */
async function converge(): Promise<void> {
  const { exitCode, stdout, stderr } = await runDaemon('--once');
  if (exitCode !== 0) throw new Error(`${stdout}\n${stderr}`);
}

async function passwd(name: string): Promise<string> {
  return (await sandbox.run(['getent', 'passwd', name])).stdout.trim();
}

async function passwordField(name: string): Promise<string | undefined> {
  return (await sandbox.run(['getent', 'shadow', name])).stdout.split(':')[1];
}

async function hash(password: string): Promise<string> {
  const argv = ['openssl', 'passwd', '-6', '-salt', 'saltsalt', '-stdin'];
  return (await sandbox.run(argv, { input: `${password}\n` })).stdout.trim();
}

/** One that has ended and that its parent has yet to hear of does not run. */
async function runs(user: string): Promise<boolean> {
  const living = ['pgrep', '--runstates', 'R,S,D,T,t,I', '--uid', user];
  return (await sandbox.run(living, { allowFailure: true })).exitCode === 0;
}

async function saysSomething(what: string, { stdout }: RunningCommand): Promise<void> {
  await sandbox.waitFor(what, () => stdout.readableDidRead);
}

describe('users are made', () => {
  afterEach(() => forgetAccounts(BULK));

  test('while another program edits those of a container, whose files have the same names', async () => {
    const edit = 'touch /run/lu-editing; until [ -e /run/lu-edited ]; do sleep 0.1; done #';
    const [name = ''] = BULK;
    const inside = 'cp --archive /etc /run/lu-etc; mount --bind /run/lu-etc /etc; exec vipw';
    const container = sandbox.spawn(['unshare', '--mount', 'bash', '-c', inside], {
      env: { VISUAL: edit, EDITOR: edit },
    });
    try {
      await sandbox.waitFor('the editor', async () =>
        (await sandbox.run(['ls', '/run'])).stdout.includes('lu-editing'),
      );
      await dropAccount(name);
      await converge();
      expect(await passwd(name)).toContain(`:/home/${name}:`);
    } finally {
      await sandbox.run(['touch', '/run/lu-edited']);
      await container.ended;
      await sandbox.run(['rm', '--recursive', '/run/lu-edited', '/run/lu-editing', '/run/lu-etc']);
    }
  });

  test.each([1, BULK.length])(
    'not while another program edits them, which is named: %i at once',
    async (count) => {
      const names = BULK.slice(0, count);
      const editor = 'until [ -e /run/lu-edited ]; do sleep 0.1; done #';
      const vipw = sandbox.spawn(['vipw'], { env: { VISUAL: editor, EDITOR: editor } });
      try {
        await sandbox.waitFor('the lock', async () =>
          (await sandbox.run(['ls', '/etc'])).stdout.includes('passwd.edit'),
        );
        for (const name of names) await dropAccount(name);
        const { exitCode, stdout } = await runDaemon('--once');
        expect(exitCode).toBe(1);
        expect(stdout).toMatch(/vipw \(pid \d+\) has locked/);
      } finally {
        await sandbox.run(['touch', '/run/lu-edited']);
        await vipw.ended;
        await sandbox.run(['rm', '/run/lu-edited']);
      }
      await converge();
      for (const name of names) expect(await passwd(name)).toContain(`:/home/${name}:`);
    },
  );

  test('a name that a running service has made up for itself is left to it', async () => {
    const [taken = '', ...others] = BULK;
    const dynamic = ['--property=DynamicUser=yes', `--property=User=${taken}`];
    await sandbox.run([
      'systemd-run',
      '--unit=ludynamic',
      '--service-type=exec',
      ...dynamic,
      'sleep',
      '1000',
    ]);
    try {
      for (const name of BULK) await dropAccount(name);
      const { exitCode, stdout } = await runDaemon('--once');
      expect(exitCode).toBe(1);
      expect(stdout).toContain(`dynamic user of the name ${taken}`);
      const { stdout: users } = await sandbox.run(['cat', '/etc/passwd']);
      expect(BULK.filter((name) => users.includes(`${name}:x:`))).toEqual(others);
    } finally {
      await sandbox.run(['systemctl', 'stop', 'ludynamic']);
    }
    await converge();
    expect(await passwd(taken)).toContain(`:/home/${taken}:`);
  });

  test('many in one wave, each as it would be alone', async () => {
    for (const name of BULK)
      await dropAccount(name, { ssh: { ...SHELL_ACCESS, authorized_keys: [key.line] } });
    await converge();
    const [first = ''] = BULK;
    for (const name of BULK) {
      expect(await passwd(name)).toMatch(
        new RegExp(`^${name}:x:(\\d+):\\1:JoPanel ${name}:/home/${name}:/bin/bash$`),
      );
      expect(await passwordField(name)).toBe('*');
    }
    expect(
      (await sandbox.run(['grep', '--count', 'lubulk', '/etc/subuid'], { allowFailure: true })).stdout,
    ).toBe('0\n');
    expect((await ssh(first, key, ['id', '-un'])).stdout).toBe(`${first}\n`);
  });

  test('but for one whose uid was taken, which alone is reported', async () => {
    const [one = '', ...others] = BULK.toReversed();
    const { account } = await dropAccount(one);
    for (const name of others) await dropAccount(name);
    await sandbox.run([
      'useradd',
      '--uid',
      String(account.uid),
      '--user-group',
      '--no-create-home',
      'lutaken',
    ]);
    const { exitCode, stdout } = await runDaemon('--once');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`uid ${account.uid} belongs to the user lutaken; give ${one} another uid`);
    expect((await sandbox.run(['getent', 'passwd', one], { allowFailure: true })).exitCode).toBe(2);
    for (const name of others) expect(await passwd(name)).toContain(`JoPanel ${name}`);
    expect(await passwd('lutaken')).toContain(`lutaken:x:${account.uid}:`);
    await sandbox.run(['userdel', 'lutaken']);
  });
});

describe('a user that was there before', () => {
  async function existing(name: string, uid: unknown, shell: string): Promise<void> {
    const ids = ['--uid', String(uid), '--user-group', '--no-create-home', '--home-dir', `/home/${name}`];
    await sandbox.run(['useradd', ...ids, '--shell', shell, '--comment', 'made by hand', name]);
  }

  afterEach(() => forgetAccounts(['luadopt', 'luforeign']));

  test('is adopted when all of it is as wanted, and is then changed like any other', async () => {
    const { account } = await dropAccount('luadopt');
    await existing('luadopt', account.uid, '/bin/bash');
    await converge();
    expect(await passwd('luadopt')).toContain(':JoPanel luadopt:');
    await editAccount('luadopt', 'account', (file) => ({ ...file, shell: '/bin/sh' }));
    await converge();
    expect(await passwd('luadopt')).toMatch(/:\/bin\/sh$/);
  });

  test('is a conflict when something differs, and is not touched', async () => {
    const { account } = await dropAccount('luforeign');
    await existing('luforeign', account.uid, '/bin/sh');
    const before = await sandbox.run(['getent', 'shadow', 'luforeign']);
    const { exitCode, stdout } = await runDaemon('--once');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'the user luforeign was not made by jopanel and has the shell /bin/sh, not /bin/bash',
    );
    expect(await passwd('luforeign')).toMatch(/:made by hand:.*:\/bin\/sh$/);
    expect(await sandbox.run(['getent', 'shadow', 'luforeign'])).toEqual(before);
    expect((await sandbox.run(['ls', '/home'])).stdout).not.toContain('luforeign');
  });
});

describe('a password', () => {
  afterAll(() => forgetAccounts(['lupass']));

  test('of account.json opens the account, is set once, healed, and taken back with its key', async () => {
    await dropAccount('lupass', { account: { password_hash: await hash('first one') }, ssh: SHELL_ACCESS });
    await converge();
    expect((await sshByPassword('lupass', 'first one', ['id', '-un'])).stdout).toBe('lupass\n');

    const shadow = await sandbox.run(['stat', '--format=%i %z', '/etc/shadow']);
    await converge();
    expect(await sandbox.run(['stat', '--format=%i %z', '/etc/shadow'])).toEqual(shadow);

    await sandbox.run(['chpasswd'], { input: 'lupass:intruder\n' });
    await converge();
    expect((await sshByPassword('lupass', 'first one', ['id', '-un'])).stdout).toBe('lupass\n');

    await editAccount('lupass', 'account', ({ password_hash: _, ...rest }) => rest);
    await converge();
    expect(await passwordField('lupass')).toBe('*');
    expect((await sshByPassword('lupass', 'first one', ['id', '-un'])).exitCode).toBe(255);
  });
});

test('the shell is the one of account.json, whatever the user chose', async () => {
  await dropAccount('lushell');
  await converge();
  await sandbox.run(['usermod', '--shell', '/bin/sh', '--comment', 'JoPanel lushell,room 7', 'lushell']);
  await converge();
  expect(await passwd('lushell')).toMatch(/:JoPanel lushell,room 7:.*:\/bin\/bash$/);
});

describe('a suspended account', () => {
  beforeAll(async () => {
    await dropAccount('lususp', {
      account: { password_hash: await hash('open sesame') },
      ssh: { ...SHELL_ACCESS, authorized_keys: [key.line] },
    });
    await converge();
  });

  async function setStatus(status: string): Promise<void> {
    await editAccount('lususp', 'account', (account) => ({ ...account, status }));
    await converge();
  }

  test('has no session, no process, no key and no password, until it is active again', async () => {
    const session = openSsh('lususp', key, ['trap "" HUP TERM; echo in; sleep 1000']);
    await saysSomething('the session', session);
    // One that has left its session, and one that multiplies.
    await ssh('lususp', key, ['setsid --fork sleep 1001 >/dev/null 2>&1 </dev/null']);
    const bomb = sandbox.spawn(
      ['bash', '-c', 'trap "" HUP TERM; echo in; while :; do (trap "" HUP TERM; sleep 5) & sleep 0.02; done'],
      { user: 'lususp' },
    );
    await saysSomething('one that multiplies', bomb);
    expect(await runs('lususp')).toBe(true);

    await setStatus('suspended');
    expect(await runs('lususp')).toBe(false);
    expect((await session.ended).exitCode).not.toBe(0);
    await bomb.ended;
    expect(await passwordField('lususp')).toMatch(/^!\$6\$/);
    expect(await ssh('lususp', key, ['id'])).toMatchObject({ exitCode: 255, stdout: '' });
    expect(await sshByPassword('lususp', 'open sesame', ['id'])).toMatchObject({ exitCode: 255, stdout: '' });

    await setStatus('active');
    expect((await ssh('lususp', key, ['id', '-un'])).stdout).toBe('lususp\n');
    expect((await sshByPassword('lususp', 'open sesame', ['id', '-un'])).stdout).toBe('lususp\n');
  });

  test('is brought back to that whatever was opened by hand', async () => {
    await setStatus('suspended');
    await sandbox.run(['usermod', '--unlock', 'lususp']);
    await converge();
    expect(await passwordField('lususp')).toMatch(/^!\$6\$/);
    await sandbox.run(['usermod', '--expiredate', '', 'lususp']);
    await converge();
    expect((await sandbox.run(['getent', 'shadow', 'lususp'])).stdout.split(':')[7]).toBe('1');

    const straggler = sandbox.spawn(['sleep', '1002'], { user: 'lususp' });
    await sandbox.waitFor('a process', () => runs('lususp'));
    await converge();
    expect((await straggler.ended).exitCode).not.toBe(0);
    expect(await runs('lususp')).toBe(false);
    await setStatus('active');
  });
});
