import { access, chmod, constants, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { archivedBeside } from '../../model/archived-beside.ts';
import { systemClock } from '../clock.ts';
import { CommandError, runCommand, tryCommand } from '../commands/run-command.ts';
import type { ArchiveCalls } from '../crash-safe/homes/archive-home.ts';
import { parseMounts } from '../files/mounts.ts';
import type { FolderOwner } from '../homes.ts';
import { folderCalls } from './folder-calls.ts';
import { settleHome } from './homes/settle-home.ts';

// A home may hold hundreds of gigabytes; one that takes longer than this needs a person.
const TIMEOUT_MS = 12 * 3600 * 1000;

// Root without its other powers: it cannot change what it reads, whatever a link or name leads it to.
const MAY_READ_ALL = ['setpriv', '--bounding-set=-all,+dac_read_search', '--inh-caps=-all', '--'];
const TAR = [
  'tar',
  '--create',
  '--no-recursion',
  '--null',
  '--verbatim-files-from',
  '--numeric-owner',
  '--acls',
  '--xattrs',
  '--sparse',
  '--one-file-system',
];

const MOST_NOTES = 10_000;
/** Apart from the daemon's control group, with a bound on memory, and after others in the queue for the disk. */
const SCOPE = [
  ...['systemd-run', '--scope', '--quiet', '--collect', '--slice=jopanel-archive.slice'],
  ...['--property=MemoryMax=1G', '--property=CPUWeight=20', '--property=IOWeight=20', '--'],
];
const MEMORY_LIMIT = ['prlimit', '--as=1073741824', '--'];

export const archiveCalls: ArchiveCalls = {
  ...folderCalls,
  clock: systemClock,
  mountPoints: async () =>
    parseMounts(await readFile('/proc/self/mountinfo', 'utf8')).map(({ point }) => point),
  archiveSuffix: async () => ((await hasZstd()) ? '.tar.zst' : '.tar.gz'),
  writeArchive,
  removeFilled,
};

async function writeArchive(
  base: string,
  name: string,
  owner: FolderOwner,
  file: string,
  stop: AbortSignal,
): Promise<void> {
  const home = path.join(base, name);
  // Out of everybody's reach, but for those who stand in it already.
  await chmod(home, 0o700);
  const { notes } = await settleHome(home, owner, stop);
  const changed = await listAndPack(base, name, file, stop);
  await writeNotes(file, [...notes, ...changed]);
}

/**
 * The names are listed by find(1), which keeps no more than a few of them in memory, however many a folder holds.
 *
 * @returns what changed while it was read, such as a file that another user has open and goes on writing to
 */
async function listAndPack(base: string, name: string, file: string, stop: AbortSignal): Promise<string[]> {
  const names = `${file}.names`;
  const within = [...((await isBooted()) ? SCOPE : []), ...MEMORY_LIMIT, ...MAY_READ_ALL];
  const options = { timeoutMs: TIMEOUT_MS, stop };
  const compression = file.endsWith('.zst') ? '--zstd' : '--gzip';
  try {
    const list = ['find', '-P', path.join(base, name), '-xdev', '-fprintf', names, `${name}/%P\\0`];
    await tryCommand([...within, ...list], options);
    const home = [`--directory=${base}`, `--files-from=${names}`];
    const pack = [...TAR, compression, `--file=${file}`, ...home, ...(await keptBeside(file, name))];
    const { exitCode, stdout, stderr } = await tryCommand([...within, ...pack], options);
    // 1: some files changed while they were read. No process of the account could have done that.
    if (exitCode > 1) throw new CommandError(pack, { exitCode, stderr: stderr || stdout, timedOut: false });
    return exitCode === 0 ? [] : stderr.split('\n').filter(Boolean);
  } finally {
    await rm(names, { force: true });
  }
}

/** The words of tar that add what is kept beside the home, of which there may be nothing. */
async function keptBeside(file: string, username: string): Promise<string[]> {
  const folder = path.dirname(file);
  const kept: string[] = [];
  for (const name of archivedBeside(username)) if (await isThere(path.join(folder, name))) kept.push(name);
  return kept.length === 0 ? [] : ['--recursion', `--directory=${folder}`, '--', ...kept];
}

/** sd_booted(3). */
function isBooted(): Promise<boolean> {
  return isThere('/run/systemd/system');
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Beside the archive, for the person who reads it. @param file such as `/…/.joko-20260129T100000Z.tar.zst` */
async function writeNotes(file: string, notes: readonly string[]): Promise<void> {
  if (notes.length === 0) return;
  const stem = path
    .basename(file)
    .slice(1)
    .replace(/\.tar\..*$/, '');
  const text = `${notes.slice(0, MOST_NOTES).join('\n')}\n`;
  await writeFile(path.join(path.dirname(file), `${stem}.notes`), text, { mode: 0o600 });
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
