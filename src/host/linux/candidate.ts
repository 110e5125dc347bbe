import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { FileChange } from '../host.ts';
import { type CommandResult, runCommand, tryCommand } from './run-command.ts';
import { takeTurns } from './take-turns.ts';

/**
 * Runs checkers against the live configuration with `changes` laid over it: a
 * private mount namespace in which an overlay covers each folder that changes.
 * Neither the live files nor any other process see it, and it goes with the
 * process that holds it open, however that ends.
 *
 * @param stagingDir on a tmpfs: a stack of overlays has a limited height
 */
export async function withCandidate<Result>(
  stagingDir: string,
  changes: readonly FileChange[],
  use: (run: (argv: readonly string[]) => Promise<CommandResult>) => Promise<Result>,
): Promise<Result> {
  if (changes.length === 0) return use((argv) => tryCommand(argv, { timeoutMs: CHECK_TIMEOUT_MS }));
  await tidying;
  await mkdir(stagingDir, { recursive: true, mode: 0o700 });
  const staging = await mkdtemp(path.join(stagingDir, 'candidate-'));
  // `cat` ends as soon as our end of its standard input closes, also when this process is killed.
  const holder = spawn('unshare', ['--mount', '--propagation', 'private', '--', 'cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const gone = once(holder, 'exit');
  try {
    // The echo proves that unshare has entered the namespace and become cat.
    holder.stdin.write('\n');
    await Promise.race([once(holder.stdout, 'data'), gone.then(refuse), once(holder, 'error').then(refuse)]);
    const namespace = ['nsenter', `--mount=/proc/${holder.pid}/ns/mnt`, '--'];
    await overlay(staging, changes, namespace);
    return await use((argv) => tryCommand([...namespace, ...argv], { timeoutMs: CHECK_TIMEOUT_MS }));
  } finally {
    holder.stdin.end();
    // The verdict does not wait for it; the next candidate does.
    tidying = gone.then(() => rm(staging, { recursive: true, force: true })).catch(() => undefined);
  }
}

/** Of the last candidate. What cannot be removed lies on a tmpfs and is in nobody's way. */
let tidying: Promise<unknown> = Promise.resolve();

const CHECK_TIMEOUT_MS = 60_000;

function refuse(): never {
  throw new Error(
    'cannot make a mount namespace to test the configuration in; is this a restricted container?',
  );
}

async function overlay(staging: string, changes: readonly FileChange[], namespace: string[]): Promise<void> {
  const byFolder = Map.groupBy(changes, (change) => path.dirname(change.path));
  let layer = 0;
  for (const [folder, inFolder] of byFolder) {
    const upper = path.join(staging, String(layer++));
    await mkdir(upper, { mode: 0o755 });
    await stage(upper, inFolder);
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const mount = [...namespace, 'mount', '--types', 'overlay', '--options', `lowerdir=${upper}:${folder}`];
    const laid = await tryCommand([...mount, '--', 'overlay', folder]);
    if (laid.exitCode !== 0) await coverWithCopy(upper, folder, inFolder, namespace);
  }
}

async function stage(into: string, changes: readonly FileChange[]): Promise<void> {
  for (const change of changes) {
    const staged = path.join(into, path.basename(change.path));
    // A file to be removed is staged empty: for every service here that means the same as none at all.
    await takeTurns();
    writeFileSync(staged, change.text ?? '', { mode: change.mode });
  }
}

/** The kernel stacks overlays only two high, and a container's own root may take both: a copy does then. */
async function coverWithCopy(
  upper: string,
  folder: string,
  changes: readonly FileChange[],
  namespace: string[],
): Promise<void> {
  const copy = `${upper}-copy`;
  await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
  await stage(copy, changes);
  await runCommand([...namespace, 'mount', '--bind', '--', copy, folder]);
}
