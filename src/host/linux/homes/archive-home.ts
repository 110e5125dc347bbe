import { access, constants, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { isoTime, systemClock } from '../../clock.ts';
import { runCommand } from '../../commands/run-command.ts';
import { archivedName, openBase } from '../../crash-safe/homes/trusted-base.ts';
import { errorCode } from '../../error-code.ts';
import { parseMounts } from '../../files/mounts.ts';
import { syncFolder } from '../../files/sync-folder.ts';
import { folderCalls } from '../folder-calls.ts';

// A home may hold hundreds of gigabytes; one that takes longer than this needs a person.
const TIMEOUT_MS = 12 * 3600 * 1000;

/**
 * Writes a home to a new archive and takes its name away. Until the name is gone
 * everything is done anew after a crash or a stop: rather two archives than none.
 *
 * @returns the path of the archive
 */
export async function archiveHome(home: string, archiveDir: string, stop: AbortSignal): Promise<string> {
  const baseFolder = path.dirname(home);
  const username = path.basename(home);
  using base = openBase(folderCalls, baseFolder);
  using folder = base.openBelow(username);
  await refuseMounts(home);
  const archive = await writeArchive(baseFolder, username, archiveDir, stop);
  const archived = path.join(baseFolder, archivedName(username));
  await removeTree(archived, stop);
  await rename(home, archived);
  folder.setOwnership({ uid: 0, gid: 0, mode: 0o700 });
  await base.sync();
  return archive;
}

export async function removeArchivedHome(home: string, stop: AbortSignal): Promise<void> {
  const baseFolder = path.dirname(home);
  using base = openBase(folderCalls, baseFolder);
  const archived = path.join(baseFolder, archivedName(path.basename(home)));
  await refuseMounts(archived);
  await removeTree(archived, stop);
  await base.sync();
}

/** rm goes from descriptor to descriptor and follows no link. */
async function removeTree(folder: string, stop: AbortSignal): Promise<void> {
  const careful = ['--one-file-system', '--preserve-root=all'];
  await runCommand(['rm', '--recursive', '--force', ...careful, '--', folder], {
    timeoutMs: TIMEOUT_MS,
    stop,
  });
}

async function writeArchive(
  baseFolder: string,
  username: string,
  archiveDir: string,
  stop: AbortSignal,
): Promise<string> {
  await mkdir(archiveDir, { recursive: true, mode: 0o700 });
  for (const name of await readdir(archiveDir)) {
    if (name.startsWith(`.${username}-`)) await unlink(path.join(archiveDir, name));
  }
  const { option, suffix } = await compression();
  const archive = await freeName(path.join(archiveDir, `${username}-${stamp()}`), suffix);
  const partial = path.join(archiveDir, `.${path.basename(archive)}`);
  const file = await open(partial, 'wx', 0o600);
  try {
    await runCommand(
      [...MAY_READ_ALL, ...TAR, option, `--directory=${baseFolder}`, `--file=${partial}`, '--', username],
      { timeoutMs: TIMEOUT_MS, stop },
    );
    await file.sync();
    stop.throwIfAborted();
  } catch (error) {
    await unlink(partial);
    throw error;
  } finally {
    await file.close();
  }
  await rename(partial, archive);
  await syncFolder(archiveDir);
  return archive;
}

// Root without its other powers: it cannot change what it reads, whatever a link or name leads it to.
const MAY_READ_ALL = ['setpriv', '--bounding-set=-all,+dac_read_search', '--inh-caps=-all', '--'];
const TAR = ['tar', '--create', '--numeric-owner', '--acls', '--xattrs', '--sparse', '--one-file-system'];

async function compression(): Promise<{ option: string; suffix: string }> {
  const hasZstd = await access('/usr/bin/zstd', constants.X_OK).then(
    () => true,
    () => false,
  );
  return hasZstd ? { option: '--zstd', suffix: '.tar.zst' } : { option: '--gzip', suffix: '.tar.gz' };
}

/** Such as `20260129T100000Z`. */
function stamp(): string {
  return isoTime(systemClock.now()).replace(/[-:]|\.\d+/g, '');
}

async function freeName(stem: string, suffix: string): Promise<string> {
  for (let count = 1; ; count++) {
    const name = count === 1 ? `${stem}${suffix}` : `${stem}-${count}${suffix}`;
    const isTaken = await access(name).then(
      () => true,
      (error: unknown) => {
        if (errorCode(error) === 'ENOENT') return false;
        throw error;
      },
    );
    if (!isTaken) return name;
  }
}

/** What is mounted in a home belongs to somebody else: it is neither archived nor removed. */
async function refuseMounts(folder: string): Promise<void> {
  const mounts = parseMounts(await readFile('/proc/self/mountinfo', 'utf8'))
    .map(({ point }) => point)
    .filter((point) => point === folder || point.startsWith(`${folder}/`));
  if (mounts.length > 0) throw new Error(`${mounts.join(', ')} is a mount point; unmount it first`);
}
