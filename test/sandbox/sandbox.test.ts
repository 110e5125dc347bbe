import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { CommandError } from '../../sandbox/command.ts';
import { bootSandbox } from '../../sandbox/sandbox.ts';
import { cgroupsOf, holdNamespaces, sandboxMounts } from '../../sandbox/traces.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { PHP } from './account-set.ts';
import { request, sandbox } from './harness.ts';

describe('a booted host', () => {
  test('runs the web, SSH and PHP services under a systemd that has nothing to complain of', async () => {
    const { stdout } = await sandbox.run(['systemctl', 'is-system-running']);
    expect(stdout).toBe('running\n');
    const services = ['nginx', 'ssh', `php${PHP}-fpm`];
    expect((await sandbox.run(['systemctl', 'is-active', ...services])).stdout).toBe('active\n'.repeat(3));
    expect((await request('localhost')).status).toBe(200);
  });

  test('has the checkout where an installation would be, read-only, with its Node', async () => {
    const { stdout } = await sandbox.run(['node', '--version']);
    expect(stdout).toBe(`${process.version}\n`);
    const { exitCode } = await sandbox.run(['touch', '/usr/lib/jopanel/x'], { allowFailure: true });
    expect(exitCode).toBe(1);
  });

  // From another folder, and where the first node of the path is the machine's, as in a person's shell.
  test.each([
    ['jopanel', 'Exit codes: 0 done'],
    ['jopaneld', 'Applies the hosting accounts'],
  ])('has %s as a command, run by the Node of the checkout', async (name, help) => {
    const env = { PATH: '/usr/local/bin:/usr/bin:/bin' };
    const { stdout } = await sandbox.run([name, '--help'], { cwd: '/tmp', env });
    expect(stdout).toContain(help);
  });

  // Bash reads .bashrc when it is started through a socket, which is how commands get in here.
  test('has nothing of the home of the machine, whose .bashrc may do anything', async () => {
    await sandbox.run(['cmp', '/etc/skel/.bashrc', '/root/.bashrc']);
    expect((await sandbox.run(['stat', '--format=%a', '/root'])).stdout).toBe('700\n');
  });

  test('has no network but its own loopback', async () => {
    expect((await sandbox.run(['ls', '/sys/class/net'])).stdout).toBe('lo\n');
  });

  test('resolves its names inside it only', async () => {
    await sandbox.addHosts(['added.example']);
    for (const name of ['example.com', 'added.example']) {
      expect((await sandbox.run(['getent', 'hosts', name])).stdout).toMatch(/^::1 /);
      expect(await readFile('/etc/hosts', 'utf8')).not.toContain(name);
    }
  });
});

describe('a command', () => {
  test('gives back what it said, and its exit code', async () => {
    const echo = await sandbox.run(['cat'], { input: 'heard\n' });
    expect(echo).toEqual({ exitCode: 0, stdout: 'heard\n', stderr: '' });
    const exit = await sandbox.run(['bash', '-c', 'echo why >&2; exit 7'], { allowFailure: true });
    expect(exit).toEqual({ exitCode: 7, stdout: '', stderr: 'why\n' });
    const killed = await sandbox.run(['bash', '-c', 'kill -TERM $$'], { allowFailure: true });
    expect(killed.exitCode).toBe(143);
  });

  test('that fails is an error with what it said', async () => {
    const failing = sandbox.run(['ls', '/no such folder']);
    await expect(failing).rejects.toBeInstanceOf(CommandError);
    await expect(failing).rejects.toThrow(/^ls \/no such folder: exit code 2\n.*No such file or directory/);
  });

  test('runs as another user, in a folder, with variables', async () => {
    const { stdout } = await sandbox.run(['bash', '-c', 'id -un; id -gn; pwd; echo $COLOUR $HOME'], {
      user: 'www-data',
      cwd: '/var/log',
      env: { COLOUR: 'green' },
    });
    expect(stdout).toBe('www-data\nwww-data\n/var/log\ngreen /var/www\n');
  });

  test('that does not end in time is killed, inside as well', async () => {
    const endless = sandbox.run(['sleep', '61.7'], { timeoutMs: 200 });
    await expect(endless).rejects.toThrow('still running after 200 ms');
    expect((await sandbox.run(['pgrep', '--full', 'sleep 61.7'], { allowFailure: true })).exitCode).toBe(1);
  });

  test('can go on while others run', async () => {
    const cat = sandbox.spawn(['cat']);
    cat.stdin.write('one\n');
    await sandbox.waitFor('an echo', () => cat.stdout.readableLength > 0 || cat.stdout.readableDidRead);
    cat.stdin.end('two\n');
    expect(await cat.ended).toEqual({ exitCode: 0, stdout: 'one\ntwo\n', stderr: '' });
  });
});

test('files go in and out with their modes', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'sandbox-test-'));
  try {
    await writeFile(join(outside, 'secret'), 'sealed', { mode: 0o600 });
    await sandbox.copyIn(outside, '/srv/copied');
    expect((await sandbox.run(['stat', '--format=%a %U %F', '/srv/copied/secret'])).stdout).toBe(
      '600 root regular file\n',
    );
    await sandbox.writeFile('/srv/new/folder/file', 'written', { mode: '0640', group: 'www-data' });
    expect((await sandbox.run(['stat', '--format=%a %U:%G', '/srv/new/folder/file'])).stdout).toBe(
      '640 root:www-data\n',
    );
    await sandbox.copyOut('/srv/new', join(outside, 'back'));
    expect(await readFile(join(outside, 'back/folder/file'), 'utf8')).toBe('written');
    expect(await readFile(sandbox.path('/srv/new/folder/file'), 'utf8')).toBe('written');
  } finally {
    await rm(outside, { recursive: true });
  }
});

describe('nothing stays', () => {
  // Not none: the machine may be a sandbox itself.
  const mountsBefore = sandboxMounts();

  test('after an orderly shutdown, while another host goes on', async () => {
    await using other = await bootSandbox({ units: [] });
    const host = await bootSandbox({ units: ['ssh.service'] });
    await host.run(['useradd', 'passerby']);
    await host.writeFile('/etc/left-behind', '');
    using namespaces = holdNamespaces(host.initPid);
    expect(namespaces.processes()).not.toEqual([]);

    await host.powerOff();

    expect(namespaces.processes()).toEqual([]);
    expect(sandboxMounts()).toEqual(mountsBefore);
    expect(cgroupsOf(host.name)).toEqual([]);
    await expect(stat('/etc/left-behind')).rejects.toThrow('ENOENT');
    expect(await readFile('/etc/passwd', 'utf8')).not.toContain('passerby');
    expect((await other.run(['echo', 'still here'])).stdout).toBe('still here\n');
  });

  type Owner = Awaited<ReturnType<typeof startOwner>>['owner'];
  test.each([
    { how: 'Ctrl-C', end: (owner: Owner) => owner.kill('SIGINT'), exitCode: 130 },
    { how: 'SIGTERM', end: (owner: Owner) => owner.kill('SIGTERM'), exitCode: 143 },
    { how: 'a closed terminal', end: (owner: Owner) => owner.kill('SIGHUP'), exitCode: 129 },
    { how: 'process.exit', end: (owner: Owner) => owner.stdin.end('exit\n'), exitCode: 3 },
    { how: 'an uncaught error', end: (owner: Owner) => owner.stdin.end('throw\n'), exitCode: 1 },
  ])('when its owner ends by $how', async ({ end, exitCode }) => {
    const { owner, name, namespaces: held } = await startOwner();
    using namespaces = held;
    expect(namespaces.processes()).not.toEqual([]);
    end(owner);

    expect((await owner).exitCode).toBe(exitCode);
    expect(namespaces.processes()).toEqual([]);
    expect(sandboxMounts()).toEqual(mountsBefore);
    expect(cgroupsOf(name)).toEqual([]);
  });

  test('when its owner is killed, but empty cgroups, which the next boot removes', async () => {
    const { owner, name, namespaces: held } = await startOwner();
    using namespaces = held;
    owner.kill('SIGKILL');
    await owner;

    await waitFor('the host to be gone', () => namespaces.processes().length === 0);
    expect(sandboxMounts()).toEqual(mountsBefore);

    await using _next = await bootSandbox({ units: [] });
    expect(cgroupsOf(name)).toEqual([]);
  });
});

test('a host that cannot boot says why', async () => {
  await expect(bootSandbox({ units: ['no-such.service'] })).rejects.toThrow(/no-such\.service does not run/);
});

/** A Node process of its own that has booted a host and waits for the command to end. */
async function startOwner() {
  const script = fileURLToPath(new URL('owner.ts', import.meta.url));
  const owner = execa(process.execPath, [script], { reject: false, buffer: false });
  const [said] = await once(createInterface(owner.stdout), 'line');
  const { name, initPid }: { name: string; initPid: number } = JSON.parse(said);
  return { owner, name, namespaces: holdNamespaces(initPid) };
}
