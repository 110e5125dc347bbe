// Homes through their lives, observed by stat, getfacl, a login and the archive that is left of one.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  runDaemon,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';

const USERS = ['homelook', 'homemode', 'homepurge', 'homelink'];
const ARCHIVE = '/var/lib/jopanel/archive';

afterAll(() => forgetAccounts(USERS));

async function converge(): Promise<void> {
  const { exitCode, stdout, stderr } = await runDaemon('--once');
  if (exitCode !== 0) throw new Error(`${stdout}\n${stderr}`);
}

async function owner(path: string): Promise<string> {
  return (await sandbox.run(['stat', '--format=%U:%G %a', path])).stdout.trim();
}

async function isThere(path: string): Promise<boolean> {
  return (await sandbox.run(['test', '-e', path], { allowFailure: true })).exitCode === 0;
}

describe('a home', () => {
  const home = '/home/homelook';
  const site = `${home}/domains/homelook.example/public_html`;

  beforeAll(async () => {
    await sandbox.run(['install', '--directory', '--mode=0750', '/etc/skel/.config']);
    await sandbox.writeFile('/etc/skel/.config/tool', 'from the skeleton\n', { mode: '0640' });
    await sandbox.run(['ln', '--symbolic', '/etc/shadow', '/etc/skel/link']);
    await dropAccount('homelook');
    await converge();
    await sandbox.run(['rm', '--recursive', '/etc/skel/.config', '/etc/skel/link']);
  });

  test('is filled from the skeleton for its user, but for links', async () => {
    expect(await owner(home)).toBe('root:homelook 750');
    expect(await owner(`${home}/.config`)).toBe('homelook:homelook 750');
    expect(await owner(`${home}/.config/tool`)).toBe('homelook:homelook 640');
    expect(await isThere(`${home}/.bashrc`)).toBe(true);
    expect((await sandbox.run(['ls', '--all', home])).stdout).not.toContain('link');
    for (const path of ['domains', 'domains/homelook.example', 'domains/homelook.example/public_html']) {
      expect(await owner(`${home}/${path}`)).toBe('homelook:homelook 755');
    }
    expect(await owner(`${home}/tmp/sessions`)).toBe('homelook:homelook 700');
  });

  test('is healed, and what its user made or changed below it is not', async () => {
    const mine = `${home}/domains/mine`;
    await sandbox.run(['install', '--directory', '--mode=0700', mine], { user: 'homelook' });
    await sandbox.run(['chmod', '0711', site], { user: 'homelook' });
    await sandbox.run(['rmdir', `${home}/tmp/uploads`], { user: 'homelook' });
    // As a crash between making and handing over leaves it, and as a hand would.
    await sandbox.run(['chown', 'root:root', `${home}/tmp/sessions`]);
    await sandbox.run(['chmod', '0755', `${home}/tmp/sessions`]);
    await sandbox.run(['chown', 'daemon:daemon', home]);
    await sandbox.run(['chmod', '0777', home]);
    await sandbox.run(['setfacl', '--modify', 'user:www-data:rwx', home]);
    await converge();
    expect(await owner(home)).toBe('root:homelook 750');
    const acl = await sandbox.run(['getfacl', '--omit-header', '--absolute-names', home]);
    expect(acl.stdout.split('\n')).toContain('user:www-data:--x');
    expect(await owner(`${home}/tmp/uploads`)).toBe('homelook:homelook 700');
    expect(await owner(`${home}/tmp/sessions`)).toBe('homelook:homelook 700');
    expect(await owner(mine)).toBe('homelook:homelook 700');
    expect(await owner(site)).toBe('homelook:homelook 711');
  });

  test('is hardly readable for others, yet its sites are for nginx', async () => {
    expect((await sandbox.run(['ls', home], { user: 'www-data', allowFailure: true })).exitCode).toBe(2);
    await sandbox.run(['chmod', '0755', site], { user: 'homelook' });
    await sandbox.run(['test', '-r', site], { user: 'www-data' });
    expect((await sandbox.run(['ls', site], { user: 'nobody', allowFailure: true })).exitCode).toBe(2);
  });
});

test('the SSH mode moves the home between root and its user, both ways', async () => {
  const home = '/home/homemode';
  await dropAccount('homemode');
  await startDaemon();
  await waitApplied('homemode');
  for (const [mode, chroot_dir, expected] of [
    ['sftp', null, 'homemode:homemode 750'],
    ['sftp_chroot', home, 'root:homemode 750'],
    ['shell', null, 'homemode:homemode 750'],
    ['sftp_chroot', home, 'root:homemode 750'],
  ] as const) {
    const force_command = mode === 'shell' ? null : 'internal-sftp';
    await editAccount('homemode', 'ssh', (ssh) => ({ ...ssh, mode, chroot_dir, force_command }));
    await waitApplied('homemode');
    expect([mode, await owner(home)]).toEqual([mode, expected]);
    expect(await owner(`${home}/domains`)).toBe('homemode:homemode 755');
  }
  await stopDaemon();
});

test('a home that is a link is a conflict, and what it points at stays as it is', async () => {
  await sandbox.run(['install', '--directory', '--mode=0700', '--owner=daemon', '/srv/precious']);
  await sandbox.run(['ln', '--symbolic', '/srv/precious', '/home/homelink']);
  await dropAccount('homelink');
  const { exitCode, stdout } = await runDaemon('--once');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('/home/homelink is a link; move it away');
  expect(await owner('/srv/precious')).toBe('daemon:root 700');
  expect((await sandbox.run(['ls', '--all', '/srv/precious'])).stdout).toBe('.\n..\n');
  await forgetAccounts(['homelink']);
});

describe('a purged account', () => {
  const home = '/home/homepurge';
  const site = `${home}/domains/homepurge.example/public_html`;

  /** As a wave of the daemon would, for the user and the home. */
  async function purge(): Promise<{ done: string[]; failure?: string }> {
    const script = '/usr/lib/jopanel/test/sandbox/inside/apply-lifecycle.ts';
    return JSON.parse((await sandbox.run(['node', script, 'homepurge', 'purged'])).stdout);
  }

  async function archives(): Promise<string[]> {
    const { stdout } = await sandbox.run(['ls', '--almost-all', ARCHIVE], { allowFailure: true });
    return stdout.trim().split('\n').filter(Boolean);
  }

  async function expectGone(): Promise<void> {
    expect(await isThere(home)).toBe(false);
    expect((await sandbox.run(['ls', '--almost-all', '/home'])).stdout).not.toContain('homepurge');
    for (const database of ['passwd', 'group']) {
      const { exitCode } = await sandbox.run(['getent', database, 'homepurge'], { allowFailure: true });
      expect([database, exitCode]).toEqual([database, 2]);
    }
  }

  async function makeAccount(): Promise<void> {
    await dropAccount('homepurge');
    await converge();
    await sandbox.run(['tee', `${site}/index.html`], { user: 'homepurge', input: 'precious\n' });
    await sandbox.run(['setfacl', '--modify', 'user:daemon:r--', `${site}/index.html`], {
      user: 'homepurge',
    });
    await sandbox.run(['ln', '--symbolic', '/srv/kept', `${site}/link`], { user: 'homepurge' });
    await sandbox.run(['install', '-D', '/dev/null', '/srv/kept/file']);
  }

  beforeEach(makeAccount);
  afterEach(() => forgetAccounts(['homepurge']));

  test('leaves an archive with everything in it, and nothing else', async () => {
    const process = sandbox.spawn(['sh', '-c', 'echo in; exec sleep 1003'], { user: 'homepurge', cwd: site });
    await sandbox.waitFor('a process', () => process.stdout.readableDidRead);
    const uid = (await sandbox.run(['id', '--user', 'homepurge'])).stdout.trim();
    expect(await purge()).toEqual({
      done: [
        'lock the user homepurge and end its processes',
        `archive ${home} to ${ARCHIVE} and remove it`,
        'delete the user homepurge',
        'delete the group homepurge',
      ],
    });
    await process.ended;
    await expectGone();
    expect(await isThere('/srv/kept/file')).toBe(true);

    const [archive = '', ...more] = await archives();
    expect(more).toEqual([]);
    expect(archive).toMatch(/^homepurge-\d{8}T\d{6}Z\.tar\.(zst|gz)$/);
    expect(await owner(`${ARCHIVE}/${archive}`)).toBe('root:root 600');
    expect(await owner(ARCHIVE)).toBe('root:root 700');
    const into = '/srv/unpacked';
    await sandbox.run(['install', '--directory', into]);
    const flags = ['--extract', '--acls', '--numeric-owner', '--same-owner'];
    await sandbox.run(['tar', ...flags, `--directory=${into}`, `--file=${ARCHIVE}/${archive}`]);
    const page = `${into}/homepurge/domains/homepurge.example/public_html/index.html`;
    expect(await sandbox.readFile(page)).toBe('precious\n');
    expect((await sandbox.run(['stat', '--format=%u:%g', page])).stdout).toBe(`${uid}:${uid}\n`);
    expect((await sandbox.run(['getfacl', '--absolute-names', page])).stdout).toContain('user:daemon:r--');
    expect((await sandbox.run(['getfacl', '--absolute-names', `${into}/homepurge`])).stdout).toContain(
      'user:www-data:--x',
    );
    await sandbox.run(['rm', '--recursive', into]);
    expect(await purge()).toEqual({ done: [] });
  });

  test('is archived again after a crash in the middle of the archive', async () => {
    await sandbox.run(['install', '--directory', '--mode=0700', ARCHIVE]);
    await sandbox.writeFile(`${ARCHIVE}/.homepurge-20260101T000000Z.tar.zst`, 'half of one');
    await sandbox.writeFile(`${ARCHIVE}/homepurge-20250101T000000Z.tar.zst`, 'an earlier account');
    await purge();
    await expectGone();
    const left = await archives();
    expect(left).toHaveLength(2);
    expect(left).toContain('homepurge-20250101T000000Z.tar.zst');
    expect(left.filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('is removed without a second archive after a crash in the middle of the removal', async () => {
    await sandbox.run(['mv', home, '/home/.jopanel-gone-homepurge']);
    const { done } = await purge();
    expect(done).toContain(`remove what was ${home}, which is archived`);
    await expectGone();
    expect(await archives()).toEqual([]);
  });

  test('keeps its home while something is mounted in it', async () => {
    await sandbox.run(['mount', '-t', 'tmpfs', 'tmpfs', site]);
    await sandbox.writeFile(`${site}/elsewhere`, '');
    expect((await purge()).failure).toContain(`${site} is a mount point; unmount it first`);
    expect(await isThere(`${site}/elsewhere`)).toBe(true);
    expect(await archives()).toEqual([]);
    await sandbox.run(['umount', site]);
    expect(await purge()).toMatchObject({ done: expect.arrayContaining(['delete the user homepurge']) });
    await expectGone();
  });

  test('keeps its home when the archive cannot be written', async () => {
    await sandbox.run(['install', '--directory', '--mode=0700', ARCHIVE]);
    await sandbox.run(['mount', '-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', ARCHIVE]);
    await sandbox.run(['dd', 'if=/dev/urandom', `of=${site}/big`, 'bs=1M', 'count=1', 'status=none']);
    expect((await purge()).failure).toMatch(/No space left/);
    expect(await isThere(`${site}/index.html`)).toBe(true);
    expect(await archives()).toEqual([]);
    await sandbox.run(['umount', ARCHIVE]);
  });
});
