// Hidden folders beside the sets: a set in the making, or one that is being taken away. A run that is killed leaves
// its folder behind, and the lock of the account shows whether a run is still at work on it.

import { readdir, rm } from 'node:fs/promises';
import { looksLikeUsername } from '../../model/values/username.ts';

/** As sets are made and taken away now, and as earlier versions did it. */
const FORM = /^\.(?:jopanel-(?:new|removed)-([a-z0-9]+)|(?:new|removed)-([a-z0-9]+)-[0-9a-f]{12})$/;

interface UnfinishedFolder {
  readonly name: string;
  readonly username: string;
}

/** None when there is no such users folder. */
export async function unfinishedFolders(usersPath: string): Promise<readonly UnfinishedFolder[]> {
  const names = await readdir(usersPath).catch(() => []);
  return names.flatMap((name) => {
    const [, now, before] = FORM.exec(name) ?? [];
    const username = now ?? before ?? '';
    return looksLikeUsername(username) ? [{ name, username }] : [];
  });
}

/** The caller holds the lock of the account that the folder is of. */
export async function removeUnfinished(usersPath: string, { name }: UnfinishedFolder): Promise<void> {
  await rm(`${usersPath}/${name}`, { recursive: true, force: true });
}
