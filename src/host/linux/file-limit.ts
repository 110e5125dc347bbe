import { OPEN_FILES } from '../../model/open-files.ts';
import { runCommand, tryCommand } from '../commands/run-command.ts';
import { readKernelFile } from '../proc/kernel-file.ts';

let permitted: boolean | undefined;

/** Whether the kernel lets us give so many; a container may not. Only an answer is remembered, not a failure to get one. */
async function isPermitted(): Promise<boolean> {
  permitted ??= (await tryCommand(withLimit(OPEN_FILES, ['true']))).exitCode === 0;
  return permitted;
}

/** The command as it has to be run to open as many files as its service may. */
export async function withFileLimit(argv: readonly string[]): Promise<readonly string[]> {
  return (await isPermitted()) ? withLimit(OPEN_FILES, argv) : argv;
}

/**
 * Lets a running service open that many files, or as many as its hard limit
 * allows. With too few nginx keeps its old configuration, and PHP-FPM ends. A
 * drop-in makes it last over the service's next start.
 *
 * @returns whether it had to be raised
 */
export async function raiseFileLimit(pid: number): Promise<boolean> {
  const limits = (await readKernelFile(pid, 'limits'))?.toString('latin1') ?? '';
  const [, soft, hard] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(limits) ?? [];
  if (soft === undefined || hard === undefined || Number(soft) >= OPEN_FILES) return false;
  const highest = (await isPermitted()) ? String(OPEN_FILES) : hard;
  if (soft === highest) return false;
  await runCommand(['prlimit', '--pid', String(pid), `--nofile=${highest}:${highest}`]);
  return true;
}

function withLimit(files: number, argv: readonly string[]): readonly string[] {
  return ['prlimit', `--nofile=${files}:${files}`, '--', ...argv];
}
