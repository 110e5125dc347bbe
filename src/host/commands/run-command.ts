import { type ExecaError, execa } from 'execa';

export interface CommandOptions {
  /** Text for standard input; without it standard input is empty. */
  readonly input?: string;
  /** Variables beside PATH and the locale, which are all that a command sees of the daemon's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** After this the command is killed and counts as failed. Default 30 s. */
  readonly timeoutMs?: number;
  /** The words that errors call the command by, where it is run through another one. */
  readonly name?: readonly string[];
  /** Kills the command, which then counts as failed. */
  readonly stop?: AbortSignal;
}

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that could not be started, was killed, or ended with a code other than 0. */
export class CommandError extends Error {
  readonly argv: readonly string[];
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stderr: string;

  constructor(
    argv: readonly string[],
    end: { exitCode?: number; signal?: string; stderr: string; timedOut: boolean },
  ) {
    const how = end.timedOut
      ? 'did not end in time'
      : end.signal !== undefined
        ? `was ended by ${end.signal}`
        : end.exitCode === undefined
          ? 'could not be started'
          : `failed with exit code ${end.exitCode}`;
    const words = end.stderr.trim();
    super(words === '' ? `${argv.join(' ')} ${how}` : `${argv.join(' ')} ${how}: ${words}`);
    this.name = 'CommandError';
    this.argv = argv;
    this.exitCode = end.exitCode;
    this.signal = end.signal;
    this.stderr = end.stderr;
  }
}

// The locale keeps messages in one language.
export const COMMAND_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
};

/** Runs a command and returns whatever it ended with, whether 0 or not. Never through a shell. */
export async function tryCommand(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<ProgramResult> {
  const [file, ...args] = argv;
  if (file === undefined) throw new TypeError('an empty command');
  const command = execa(file, args, {
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    env: { ...COMMAND_ENVIRONMENT, ...options.environment },
    extendEnv: false,
    cwd: '/',
    timeout: options.timeoutMs ?? 30_000,
    killSignal: 'SIGKILL',
    ...(options.stop === undefined ? {} : { cancelSignal: options.stop }),
    maxBuffer: 16 * 1024 * 1024,
    reject: false,
  });
  // What it has started itself may go on, and hold the other ends of these.
  command.nodeChildProcess.once('exit', (_code, signal) => {
    if (signal !== null) for (const stream of [command.stdout, command.stderr]) stream?.destroy();
  });
  const result = await command;
  if (result.exitCode === undefined) throw new CommandError(options.name ?? argv, ended(result));
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

/** Runs a command that is expected to end with 0. @throws CommandError */
export async function runCommand(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<ProgramResult> {
  const result = await tryCommand(argv, options);
  if (result.exitCode !== 0) {
    throw new CommandError(argv, {
      exitCode: result.exitCode,
      stderr: result.stderr || result.stdout,
      timedOut: false,
    });
  }
  return result;
}

function ended(
  result:
    | Pick<ExecaError, 'signal' | 'timedOut' | 'originalMessage'>
    | { signal?: string; timedOut: boolean; stderr?: unknown },
) {
  const stderr = 'stderr' in result && typeof result.stderr === 'string' ? result.stderr : '';
  // Execa's longer message holds every word of the command, of which some are others each time that it is run.
  const cause = 'originalMessage' in result ? (result.originalMessage ?? '') : '';
  return {
    ...(result.signal === undefined ? {} : { signal: result.signal }),
    timedOut: result.timedOut,
    stderr: stderr !== '' ? stderr : cause,
  };
}
