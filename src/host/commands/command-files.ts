// Commands whose input or output is too large to hold: straight from and to a file.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { EXISTING_FILE, NEW_FILE } from '../files/open-flags.ts';
import { COMMAND_ENVIRONMENT, CommandError } from './run-command.ts';

const TIMEOUT_MS = 4 * 3_600_000;
const MOST_WORDS = 10_000;

/** Into a new file that only root can read, on the disk when this returns. @throws CommandError */
export async function commandToFile(argv: readonly string[], file: string): Promise<void> {
  await rm(file, { force: true });
  const handle = await open(file, NEW_FILE, 0o600);
  try {
    await run(argv, 'ignore', handle.fd);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @throws CommandError */
export async function commandFromFile(argv: readonly string[], file: string): Promise<void> {
  const handle = await open(file, EXISTING_FILE);
  try {
    await run(argv, handle.fd, 'ignore');
  } finally {
    await handle.close();
  }
}

type Stream = 'ignore' | number;

async function run(argv: readonly string[], stdin: Stream, stdout: Stream): Promise<void> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, {
    stdio: [stdin, stdout, 'pipe'],
    env: COMMAND_ENVIRONMENT,
    cwd: '/',
    // A session of its own, without the terminal of the person who runs the command: what runs as an account can be traced
    // by the account, which would write into that terminal as if it were typed there.
    detached: true,
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = `${stderr}${text}`.slice(-MOST_WORDS);
  });
  const { code, signal } = await new Promise<End>((resolve) => {
    child.once('error', (error) => {
      stderr = error.message;
      resolve({ code: null, signal: null });
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  if (code === 0) return;
  throw new CommandError(argv, {
    ...(code === null ? {} : { exitCode: code }),
    ...(signal === null ? {} : { signal }),
    stderr,
    timedOut: false,
  });
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface FileDigest {
  readonly sha256: string;
  readonly bytes: number;
}

/** Undefined when there is no such file. */
export async function digestFile(file: string): Promise<FileDigest | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return { sha256: hash.digest('hex'), bytes: found.size };
}
