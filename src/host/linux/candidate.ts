import { writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { type CommandOptions, type ProgramResult, tryCommand } from '../commands/run-command.ts';
import { yieldToEventLoop } from '../process/yield-to-event-loop.ts';
import type { FileChange } from '../root-files.ts';

/** Arguments of mount(8) that lay something over a folder: its changed files, or a changed copy of it. */
type Cover = readonly string[];

type Run = (argv: readonly string[], stop?: AbortSignal) => Promise<ProgramResult>;

/**
 * Runs checkers against the live configuration with `changes` laid over it.
 * Each has a mount namespace of its own, in which an overlay covers each folder
 * that changes. Neither the live files nor any other process see it, and it goes
 * with the checker, however that ends.
 *
 * @param stagingDir on a tmpfs: a stack of overlays has a limited height
 */
export async function withCandidate<Result>(
  stagingDir: string,
  changes: readonly FileChange[],
  use: (run: Run) => Promise<Result>,
): Promise<Result> {
  if (changes.length === 0) return use((argv, stop) => tryCommand(argv, limitsOf(stop)));
  await mkdir(stagingDir, { recursive: true, mode: 0o700 });
  const staging = await mkdtemp(path.join(stagingDir, 'candidate-'));
  try {
    const byFolder = Map.groupBy(changes, (change) => path.dirname(change.path));
    const overlays = await stageLayers(staging, byFolder);
    let covers: Promise<readonly Cover[]> | undefined;
    return await use(async (argv, stop) => {
      const covered = covers === undefined ? await runCovered(overlays, argv, stop) : undefined;
      if (covered !== undefined) return covered;
      covers ??= stageCopies(staging, byFolder);
      return (await runCovered(await covers, argv, stop)) ?? refuse();
    });
  } finally {
    // The result does not wait for it. What cannot be removed lies on a tmpfs and disturbs nothing.
    void rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}

const CHECK_TIMEOUT_MS = 60_000;
const COVERED = 'covered\n';

// Perl lays the covers, in the namespace that it is started in, and becomes the checker: one start of a process
// where mount(8) and nsenter(1) would take several, each of which copies the daemon's page tables. A list of words
// is what it runs, never a line that something would have to take apart.
const COVER = `while (my $count = shift) { system("mount", splice @ARGV, 0, $count) == 0 or exit 1 }
$| = 1;
print "covered\\n";
exec { $ARGV[0] } @ARGV;
die "$ARGV[0]: $!"`;

/** Undefined when the covers could not be laid, and so nothing was checked. */
async function runCovered(
  covers: readonly Cover[],
  argv: readonly string[],
  stop: AbortSignal | undefined,
): Promise<ProgramResult | undefined> {
  const words = covers.flatMap((cover) => [String(cover.length), ...cover]);
  const namespace = ['unshare', '--mount', '--propagation', 'private', '--'];
  const result = await tryCommand([...namespace, 'perl', '-e', COVER, '--', ...words, '0', ...argv], {
    ...limitsOf(stop),
    name: argv,
  });
  if (!`${result.stdout}\n`.startsWith(COVERED)) return undefined;
  return { ...result, stdout: result.stdout.slice(COVERED.length) };
}

function limitsOf(stop: AbortSignal | undefined): CommandOptions {
  return { timeoutMs: CHECK_TIMEOUT_MS, ...(stop && { stop }) };
}

function refuse(): never {
  throw new Error(
    'cannot make a mount namespace to test the configuration in; is this a restricted container?',
  );
}

type ByFolder = ReadonlyMap<string, readonly FileChange[]>;

async function stageLayers(staging: string, byFolder: ByFolder): Promise<Cover[]> {
  const covers: Cover[] = [];
  for (const [folder, changes] of byFolder) {
    const layer = path.join(staging, String(covers.length));
    await mkdir(layer, { mode: 0o755 });
    await stage(layer, changes);
    await mkdir(folder, { recursive: true, mode: 0o755 });
    covers.push(['--types', 'overlay', '--options', `lowerdir=${layer}:${folder}`, '--', 'overlay', folder]);
  }
  return covers;
}

/** The kernel stacks overlays only two high, and a container's own root may take both: copies do then. */
async function stageCopies(staging: string, byFolder: ByFolder): Promise<Cover[]> {
  const covers: Cover[] = [];
  for (const [folder, changes] of byFolder) {
    const copy = path.join(staging, `${covers.length}-copy`);
    await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
    await stage(copy, changes);
    covers.push(['--bind', '--', copy, folder]);
  }
  return covers;
}

async function stage(into: string, changes: readonly FileChange[]): Promise<void> {
  for (const change of changes) {
    const staged = path.join(into, path.basename(change.path));
    // A file to be removed is staged empty: for every service here that means the same as none at all.
    await yieldToEventLoop();
    writeFileSync(staged, change.text ?? '', { mode: change.mode });
  }
}
