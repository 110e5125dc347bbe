import { access, constants, readFile } from 'node:fs/promises';
import { systemClock } from '../clock.ts';
import { runCommand } from '../commands/run-command.ts';
import type { ArchiveCalls } from '../crash-safe/homes/archive-home.ts';
import { parseMounts } from '../files/mounts.ts';
import { folderCalls } from './folder-calls.ts';

// A home may hold hundreds of gigabytes; one that takes longer than this needs a person.
const TIMEOUT_MS = 12 * 3600 * 1000;

// Root without its other powers: it cannot change what it reads, whatever a link or name leads it to.
const MAY_READ_ALL = ['setpriv', '--bounding-set=-all,+dac_read_search', '--inh-caps=-all', '--'];
const TAR = ['tar', '--create', '--numeric-owner', '--acls', '--xattrs', '--sparse', '--one-file-system'];

export const archiveCalls: ArchiveCalls = {
  ...folderCalls,
  clock: systemClock,
  mountPoints: async () =>
    parseMounts(await readFile('/proc/self/mountinfo', 'utf8')).map(({ point }) => point),
  archiveSuffix: async () => ((await hasZstd()) ? '.tar.zst' : '.tar.gz'),
  writeArchive,
  removeFilled,
};

async function writeArchive(base: string, name: string, file: string, stop: AbortSignal): Promise<void> {
  const compression = file.endsWith('.zst') ? '--zstd' : '--gzip';
  const argv = [...MAY_READ_ALL, ...TAR, compression, `--directory=${base}`, `--file=${file}`, '--', name];
  await runCommand(argv, { timeoutMs: TIMEOUT_MS, stop });
}

async function hasZstd(): Promise<boolean> {
  return access('/usr/bin/zstd', constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** rm goes from descriptor to descriptor and follows no link. */
async function removeFilled(folder: string, stop: AbortSignal): Promise<void> {
  const careful = ['--one-file-system', '--preserve-root=all'];
  await runCommand(['rm', '--recursive', '--force', ...careful, '--', folder], {
    timeoutMs: TIMEOUT_MS,
    stop,
  });
}
