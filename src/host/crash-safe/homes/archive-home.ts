// Archives a home before it is removed. Until the home has lost its name, a crash or a stop leaves it as it was, and
// the next try archives it again: rather two archives than none.

import path from 'node:path';
import { certificatesOf, databasesOf } from '../../../model/archived-beside.ts';
import { type Clock, isoTime } from '../../clock.ts';
import { errorCode } from '../../error-code.ts';
import type { FolderOwner } from '../../homes.ts';
import type { FolderCalls, FolderHandle } from '../folder-handle.ts';
import { archivedName, openBase } from './trusted-base.ts';

/** What archiving takes beside the calls on folders: the programs that walk through a whole home. */
export interface ArchiveCalls extends FolderCalls {
  readonly clock: Pick<Clock, 'now'>;
  /** Where file systems are mounted. */
  mountPoints(): Promise<readonly string[]>;
  /** The end of an archive's name, such as `.tar.zst`. */
  archiveSuffix(): Promise<string>;
  /**
   * Writes the folder `name`, which lies in `base`, to a file that is there and empty. What the user has made so that
   * it cannot be archived is brought into order first; nothing is lost by that. What `archivedBeside` names goes into it as
   * well, from the folder that the file is in.
   *
   * @throws when not all of it could be written
   */
  writeArchive(
    base: string,
    name: string,
    owner: FolderOwner,
    file: string,
    stop: AbortSignal,
  ): Promise<void>;
  /** Removes a folder that a user has filled, without following a link; nothing when there is none. */
  removeFilled(folder: string, stop: AbortSignal): Promise<void>;
}

const ROOT_ONLY = { uid: 0, gid: 0, mode: 0o700 };

/** @returns the path of the archive */
export async function archiveHome(
  calls: ArchiveCalls,
  home: string,
  owner: FolderOwner,
  archiveDir: string,
  stop: AbortSignal,
): Promise<string> {
  const username = path.basename(home);
  using base = openBase(calls, path.dirname(home));
  using folder = base.openBelow(username);
  await refuseMounts(calls, home);
  const archive = await writeArchive(calls, home, owner, archiveDir, stop);
  await calls.removeFilled(archivedPath(home), stop);
  base.rename(username, archivedName(username));
  folder.setOwnership(ROOT_ONLY);
  await base.sync();
  return archive;
}

/** Removes what the archive has: the home, the dumps of its databases and its certificates. */
export async function removeArchivedHome(
  calls: ArchiveCalls,
  home: string,
  archiveDir: string,
  stop: AbortSignal,
): Promise<void> {
  using base = openBase(calls, path.dirname(home));
  const username = path.basename(home);
  for (const kept of [databasesOf(username), certificatesOf(username)])
    await calls.removeFilled(path.join(archiveDir, kept), stop);
  // With the home gone, no later try would remove them.
  if (isThere(calls, archiveDir)) await calls.syncAll([archiveDir]);
  await refuseMounts(calls, archivedPath(home));
  await calls.removeFilled(archivedPath(home), stop);
  await base.sync();
}

/** An operator may have moved the archives away since. */
function isThere(calls: ArchiveCalls, folder: string): boolean {
  try {
    calls.openTrusted(folder)[Symbol.dispose]();
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function archivedPath(home: string): string {
  return path.join(path.dirname(home), archivedName(path.basename(home)));
}

async function writeArchive(
  calls: ArchiveCalls,
  home: string,
  owner: FolderOwner,
  archiveDir: string,
  stop: AbortSignal,
): Promise<string> {
  const username = path.basename(home);
  using archives = await openArchives(calls, archiveDir);
  for (const name of archives.names()) if (name.startsWith(`.${username}-`)) archives.unlink(name);
  const name = freeName(archives, `${username}-${stamp(calls.clock)}`, await calls.archiveSuffix());
  const partial = `.${name}`;
  using file = archives.makeFile(partial, '', { uid: 0, gid: 0, mode: 0o600 });
  try {
    await calls.writeArchive(path.dirname(home), username, owner, path.join(archiveDir, partial), stop);
    await file.sync();
    stop.throwIfAborted();
  } catch (error) {
    archives.unlink(partial);
    throw error;
  }
  archives.rename(partial, name);
  await archives.sync();
  return path.join(archiveDir, name);
}

/** Opens the folder of the archives; the first archive makes it. */
async function openArchives(calls: FolderCalls, archiveDir: string): Promise<FolderHandle> {
  try {
    return calls.openTrusted(archiveDir);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  using above = calls.openTrusted(path.dirname(archiveDir));
  above.makeFolder(path.basename(archiveDir));
  await above.sync();
  return above.openBelow(path.basename(archiveDir));
}

/** Such as `20260129T100000Z`. */
function stamp(clock: ArchiveCalls['clock']): string {
  return isoTime(clock.now()).replace(/[-:]|\.\d+/g, '');
}

function freeName(archives: FolderHandle, stem: string, suffix: string): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? `${stem}${suffix}` : `${stem}-${count}${suffix}`;
    if (archives.entry(name) === undefined) return name;
  }
}

/** What is mounted in a home belongs to somebody else: it is neither archived nor removed. */
async function refuseMounts(calls: ArchiveCalls, folder: string): Promise<void> {
  const mounts = (await calls.mountPoints()).filter(
    (point) => point === folder || point.startsWith(`${folder}/`),
  );
  if (mounts.length > 0) throw new Error(`${mounts.join(', ')} is a mount point; unmount it first`);
}
