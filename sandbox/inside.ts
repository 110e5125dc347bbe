/** A booted host as its user sees it. Any process of root's may attach to one, not only who booted it. */

import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import {
  type CommandOptions,
  checkoutBin,
  enter,
  type RunningCommand,
  type RunOptions,
  type RunResult,
  runInside,
  spawnInside,
} from './command.ts';
import { waitFor } from './wait-for.ts';

export interface Inside {
  /** PID 1 of the host, as the outside numbers it. */
  readonly initPid: number;
  /** Runs a command to its end; throws CommandError when it fails. */
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Starts a command that goes on until it ends or is killed. */
  spawn(argv: readonly string[], options?: CommandOptions): RunningCommand;
  /** A login shell on this terminal; resolves to its exit code. */
  shell(): Promise<number>;
  /**
   * Where a file of the host lies for the outside. Only for paths without absolute symbolic links:
   * the kernel would follow those on the machine, not in the host.
   */
  path(inside: string): string;
  readFile(path: string): Promise<string>;
  /** Writes a whole file, with its parent folders; mode 0644 and root:root by default. */
  writeFile(path: string, content: string, options?: FileOptions): Promise<void>;
  /** Copies a file or folder of the machine to the host, and the other way; modes stay. */
  copyIn(from: string, to: string): Promise<void>;
  copyOut(from: string, to: string): Promise<void>;
  /** Lets names resolve to the host itself, inside it only. */
  addHosts(names: readonly string[]): Promise<void>;
  /** Asks every 20 ms until the predicate gives a value; see wait-for.ts. */
  waitFor: typeof waitFor;
}

export interface FileOptions {
  /** As install(1) takes it, such as `0600`. */
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
}

let writes = 0;

export function attach(initPid: number): Inside {
  const run: Inside['run'] = (argv, options) => runInside(initPid, argv, options);
  const path: Inside['path'] = (inside) => join(`/proc/${initPid}/root`, inside);
  return {
    initPid,
    run,
    path,
    waitFor,
    spawn: (argv, options) => spawnInside(initPid, argv, options),
    shell: () => openShell(initPid),
    async readFile(file) {
      return (await run(['cat', '--', file])).stdout;
    },
    async writeFile(file, content, { mode = '0644', owner = 'root', group = owner } = {}) {
      const staged = `/run/sandbox-${process.pid}-${++writes}`;
      await writeFile(path(staged), content, { mode: 0o600 });
      const install = ['install', '-D', `--mode=${mode}`, `--owner=${owner}`, `--group=${group}`];
      await run([...install, '--', staged, file]);
      await rm(path(staged));
    },
    async copyIn(from, to) {
      await cp(from, path(to), { recursive: true });
    },
    async copyOut(from, to) {
      await cp(path(from), to, { recursive: true });
    },
    async addHosts(names) {
      const lines = names.flatMap((name) => [`127.0.0.1 ${name}`, `::1 ${name}`]);
      await run(['tee', '--append', '/etc/hosts'], { input: `${lines.join('\n')}\n` });
    },
  };
}

/** systemd-run gives the shell a terminal of the host's own, on which job control and `tty` work. */
async function openShell(initPid: number): Promise<number> {
  const terminal = process.env.TERM ?? 'linux';
  const setEnv = [
    `TERM=${terminal}`,
    'HOME=/root',
    `PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${checkoutBin}`,
  ];
  const argv = ['systemd-run', '--quiet', '--pty', '--wait', '--collect', '--service-type=exec'];
  const [file = '', ...args] = enter(initPid, [
    ...argv,
    ...setEnv.map((variable) => `--setenv=${variable}`),
    '--working-directory=/root',
    ...['--', '/bin/bash', '-i'],
  ]);
  const ended = await execa(file, args, { stdio: 'inherit', reject: false });
  return ended.exitCode ?? 1;
}
