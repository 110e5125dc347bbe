// The set of an account that is purged, kept where its archive takes it from: `jopanel user restore` needs it.

import path from 'node:path';
import { revisionValues } from '../../desired/past-files.ts';
import type { RootFiles } from '../../host/root-files.ts';
import { setOf } from '../../model/archived-beside.ts';
import { fileNameOf } from '../../model/set-files.ts';

const PRIVATE_FOLDER = { uid: 0, gid: 0, mode: 0o700 };
const PRIVATE_FILE = { uid: 0, gid: 0, mode: 0o600 };
/** Its folder is gone when an account is retired, and meta.json with it. */
const META = { schema_version: 1, notes: '', last_applied_revision: null };

/** @param canonical the text of the last accepted revision */
export async function keepSet(
  files: RootFiles,
  archiveDir: string,
  username: string,
  canonical: string,
): Promise<void> {
  const folder = `${archiveDir}/${setOf(username)}`;
  for (const each of [archiveDir, path.posix.dirname(folder), folder])
    if ((await files.folder(each)) === undefined) await files.makeFolder(each, PRIVATE_FOLDER);
  const values = [...revisionValues(canonical)].map(([file, value]) => [fileNameOf(file), value] as const);
  await files.put(
    [...values, ['meta.json', META] as const].map(([name, value]) => ({
      path: `${folder}/${name}`,
      text: `${JSON.stringify(value, null, 2)}\n`,
      ...PRIVATE_FILE,
    })),
  );
}

/** Once it is in the archive, or there will be none. */
export async function removeKeptSet(files: RootFiles, archiveDir: string, username: string): Promise<void> {
  const folder = `${archiveDir}/${setOf(username)}`;
  await files.removeFolder(folder);
  await files.removeEmptyFolders([path.posix.dirname(folder)]);
}
