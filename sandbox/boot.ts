/** Starts the processes of a sandbox and waits until its systemd has finished booting. */

import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { makeCgroups } from './cgroups.ts';
import { attach, type Inside } from './inside.ts';
import { guard, type Life, release } from './lifeline.ts';
import { isDirectory, machineMounts, runsSystemd, separateFileSystems } from './machine.ts';
import { findInit, killHost } from './processes.ts';
import { waitFor } from './wait-for.ts';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const bootHost = fileURLToPath(new URL('boot-host', import.meta.url));

export interface Booted {
  readonly inside: Inside;
  /** The outermost process: the host ends with it, and it with the host. */
  readonly launcher: ReturnType<typeof launch>;
  /** Ends the host at once; resolves when it is gone. */
  readonly destroy: () => Promise<void>;
  /** The last lines that the host wrote to its console. */
  readonly console: () => string;
}

export interface BootOptions {
  readonly name: string;
  readonly units: readonly string[];
  /** The size of the disk that the host writes to, as truncate(1) takes it; memory without one. */
  readonly disk: string | undefined;
  /** The system that the host is laid over; that of the machine without one. */
  readonly root: string | undefined;
  readonly hasProduct: boolean;
  readonly timeoutMs: number;
}

export async function boot(options: BootOptions): Promise<Booted> {
  const { name, units, timeoutMs } = options;
  const cgroups = runsSystemd() ? [] : makeCgroups(name);
  const launcher = launch(options, cgroups);
  const console = tail(launcher, 40);
  const life: Life = { pid: launcher.pid ?? failToStart(), cgroups };
  guard(life);
  let ended = false;
  void launcher.then(() => {
    ended = true;
    release(life);
  });
  async function destroy(): Promise<void> {
    if (!ended) killHost(life.pid);
    await launcher;
  }
  try {
    const inside = await waitFor(
      'the host to boot',
      async (): Promise<Inside | 'ended' | false> => {
        if (ended) return 'ended';
        const initPid = findInit(life.pid);
        return initPid !== undefined && hasBooted(attach(initPid));
      },
      timeoutMs,
    );
    if (inside === 'ended') throw new Error('the host ended while it booted');
    await expectActive(inside, units);
    return { inside, launcher, console, destroy };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const failure = new Error(`the sandbox did not boot: ${reason}\n${console()}`, { cause: error });
    await destroy();
    throw failure;
  }
}

/**
 * The PID namespace is what makes an end certain: the kernel kills `unshare` with this process, its
 * child with it, and with that child, which is PID 1 of the namespace, everything below.
 * systemd-nspawn alone does not do: its systemd was measured to live on when it is killed.
 */
function launch({ name, units, disk, root, hasProduct }: BootOptions, cgroups: readonly string[]) {
  const mounts = root === undefined ? separateFileSystems(machineMounts()).filter(isDirectory) : [];
  const argv = [
    ...['setpriv', '--pdeathsig=KILL', '--'],
    ...(runsSystemd()
      ? ['systemd-run', '--scope', '--quiet', '--collect', '--property=Delegate=yes', '--']
      : []),
    ...[
      'unshare',
      '--mount',
      '--propagation=private',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
      '--',
    ],
    ...[bootHost, name, randomUUID().replaceAll('-', ''), checkout],
    ...cgroups.flatMap((folder) => ['--cgroup', folder]),
    ...mounts.flatMap((folder) => ['--mount', folder]),
    ...units.flatMap((unit) => ['--unit', unit]),
    ...(disk === undefined ? [] : ['--disk', disk]),
    ...(root === undefined ? [] : ['--root', root]),
    ...(hasProduct ? [] : ['--without-product']),
  ];
  // Detached from the terminal's process group: Ctrl-C reaches this process, which ends the host.
  const [file = '', ...args] = argv;
  return execa(file, args, { reject: false, detached: true, stdin: 'ignore', all: true, buffer: false });
}

/** Degraded is booted too: which units must run is for expectActive to say. */
async function hasBooted(inside: Inside): Promise<Inside> {
  const argv = ['systemctl', 'is-system-running', '--wait'];
  const { stdout, stderr } = await inside.run(argv, { allowFailure: true });
  if (stdout === 'running\n' || stdout === 'degraded\n') return inside;
  throw new Error(`systemctl says ${(stdout + stderr).trim()}`);
}

async function expectActive(inside: Inside, units: readonly string[]): Promise<void> {
  for (const unit of units) {
    const { exitCode } = await inside.run(['systemctl', 'is-active', unit], { allowFailure: true });
    if (exitCode === 0) continue;
    const { stdout } = await inside.run(['systemctl', 'status', '--no-pager', '--full', unit], {
      allowFailure: true,
    });
    throw new Error(`${unit} does not run\n${stdout}`);
  }
}

function tail(launcher: Booted['launcher'], limit: number): () => string {
  let lines: string[] = [];
  launcher.all.setEncoding('utf8').on('data', (chunk: string) => {
    const [first = '', ...rest] = chunk.split('\n');
    lines = [...lines.slice(0, -1), (lines.at(-1) ?? '') + first, ...rest].slice(-limit);
  });
  return () => lines.join('\n').trim();
}

function failToStart(): never {
  throw new Error('the sandbox did not start: setpriv, unshare and systemd-nspawn are needed');
}
