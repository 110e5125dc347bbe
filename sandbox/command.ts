/** Commands inside a sandbox. */

import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { children, kill } from './processes.ts';

export interface CommandOptions {
  /** Who runs it; root by default. */
  readonly user?: string;
  readonly cwd?: string;
  /** Added to a fresh login environment; nothing of the outside gets in. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunOptions extends CommandOptions {
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
  /** Return a result whatever the exit code. */
  readonly allowFailure?: boolean;
}

export interface RunResult {
  /** 128 and the signal's number when a signal ended it, as a shell says it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command inside the sandbox that failed, or did not end in time. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly argv: readonly string[];
  readonly result: RunResult;

  constructor(argv: readonly string[], how: string, result: RunResult) {
    const said = [result.stderr, result.stdout].map((text) => text.trim()).find(Boolean);
    super(`${argv.join(' ')}: ${how}${said === undefined ? '' : `\n${said}`}`);
    this.argv = argv;
    this.result = result;
  }
}

/** The host's own folders first, then the Node and the tools of the checkout it runs. */
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
export const checkoutBin = '/usr/lib/jopanel/node_modules/.bin';

/**
 * The arguments, from `nsenter` on, that run a command in the namespaces of `initPid`. The command
 * gets a parent-death signal, so that it ends with the nsenter that stands for it outside.
 */
export function enter(initPid: number, argv: readonly string[], options: CommandOptions = {}): string[] {
  const { user = 'root', cwd = '/', env = {} } = options;
  const variables = { PATH: `${checkoutBin}:${path}`, LANG: 'C.UTF-8', ...env };
  return [
    ...['nsenter', '-t', String(initPid), '-m', '-u', '-i', '-n', '-p', '-C', '-r', '--'],
    ...['setpriv', `--reuid=${user}`, `--regid=${primaryGroup(initPid, user)}`, '--init-groups'],
    ...['--pdeathsig=KILL', '--reset-env', '--'],
    ...['env', `--chdir=${cwd}`, ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)],
    ...argv,
  ];
}

/** A command that goes on. */
export interface RunningCommand {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Comes when it has ended, whatever its exit code. */
  readonly ended: Promise<RunResult>;
  kill(): void;
}

/** Starts a command and leaves it running. */
export function spawnInside(
  initPid: number,
  argv: readonly string[],
  options: CommandOptions = {},
): RunningCommand {
  const [file = '', ...args] = enter(initPid, argv, options);
  // Without execa's own clean-up: a command ends with the host, and lifeline.ts sees to that.
  const command = execa(file, args, {
    cleanup: false,
    reject: false,
    stripFinalNewline: false,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { pid, stdin, stdout, stderr } = command;
  return {
    stdin,
    stdout,
    stderr,
    ended: command.then((end) => ({ exitCode: exitCodeOf(end), stdout: end.stdout, stderr: end.stderr })),
    kill: () => killInside(pid),
  };
}

/** Runs a command to its end. Throws CommandError unless it exits with 0 or failure is allowed. */
export async function runInside(
  initPid: number,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { input = '', timeoutMs = 60_000, allowFailure = false } = options;
  const command = spawnInside(initPid, argv, options);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    command.kill();
  }, timeoutMs);
  // A command need not read its input; what it left unread is no error.
  command.stdin.on('error', () => {}).end(input);
  const result = await command.ended;
  clearTimeout(timer);
  if (timedOut) throw new CommandError(argv, `still running after ${timeoutMs} ms`, result);
  if (result.exitCode === 0 || allowFailure) return result;
  throw new CommandError(argv, `exit code ${result.exitCode}`, result);
}

/**
 * Kills the command and not the nsenter above it, which would leave a zombie to the machine's init;
 * a host cannot end before its last zombie is collected.
 */
function killInside(nsenter: number | undefined): void {
  if (nsenter === undefined) return;
  const commands = children(nsenter);
  for (const pid of commands.length > 0 ? commands : [nsenter]) kill(pid);
}

function exitCodeOf(ended: { exitCode?: number | undefined; signal?: NodeJS.Signals | undefined }): number {
  if (ended.exitCode !== undefined) return ended.exitCode;
  return 128 + (ended.signal === undefined ? 0 : constants.signals[ended.signal]);
}

/** setpriv wants the group spelled out; the accounts of the sandbox are only in its own passwd file. */
function primaryGroup(initPid: number, user: string): string {
  if (user === 'root') return '0';
  const passwd = readFileSync(`/proc/${initPid}/root/etc/passwd`, 'utf8');
  const entry = passwd.split('\n').find((line) => line.startsWith(`${user}:`));
  const gid = entry?.split(':')[3];
  if (gid === undefined) throw new Error(`there is no user ${user} in the sandbox`);
  return gid;
}
