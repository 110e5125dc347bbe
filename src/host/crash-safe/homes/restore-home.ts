// Brings a home back from its archive. It is filled under another name, so a crash leaves no half of a home.

import path from 'node:path';
import type { FolderOwner } from '../../homes.ts';
import { NEVER_ABORTED } from '../../never-aborted.ts';
import type { FolderCalls } from '../folder-handle.ts';
import { removeUnpackedLogs } from './show-logs.ts';
import { openBase, returningName } from './trusted-base.ts';

export interface RestoreCalls extends FolderCalls {
  /** Unpacks the home `name` from the archive as its new owner, who by that owns all of it, into an empty folder. */
  unpackHome(archive: string, name: string, owner: FolderOwner, folder: string): Promise<void>;
  /** Removes a folder that a user has filled, without following a link; nothing when there is none. */
  removeFilled(folder: string, stop: AbortSignal): Promise<void>;
}

/** @throws when there is something at its place, or not all of it could be unpacked; nothing is left of it then */
export async function restoreHome(
  calls: RestoreCalls,
  archive: string,
  home: string,
  owner: FolderOwner,
): Promise<void> {
  const name = path.basename(home);
  const returning = path.join(path.dirname(home), returningName(name));
  using base = openBase(calls, path.dirname(home));
  if (base.entry(name) !== undefined) throw new Error(`${home} is there already; move it away`);
  await calls.removeFilled(returning, NEVER_ABORTED);
  base.makeFolder(returningName(name));
  using folder = base.openBelow(returningName(name));
  folder.setOwnership({ ...owner, mode: 0o700 });
  try {
    await calls.unpackHome(archive, name, owner, returning);
    removeUnpackedLogs(folder, name);
    await calls.syncAll([returning]);
    base.rename(returningName(name), name);
  } catch (error) {
    await calls.removeFilled(returning, NEVER_ABORTED);
    throw error;
  }
  await base.sync();
}
