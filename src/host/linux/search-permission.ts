import { tryCommand } from '../commands/run-command.ts';
import type { Failures } from '../failures.ts';
import { passwdEntries } from './passwd-entries.ts';
import { stableCtime } from './stable-ctime.ts';

/** What getfacl said of a folder, for as long as its inode is unchanged: setfacl moves the time of change. */
const remembered = new Map<string, { readonly version: string; readonly searchable: boolean }>();

/**
 * The folders whose ACL gives `user` search permission and nothing else; one getfacl for all that changed.
 *
 * @param folders whose names lie in folders that only root can write, so that their plain paths are safe
 */
export async function searchableBy(user: string, folders: Iterable<string>): Promise<ReadonlySet<string>> {
  const searchable = new Set<string>();
  const unsure = new Map<string, string | undefined>();
  for (const folder of folders) {
    const version = stableCtime(folder);
    const known = remembered.get(keyOf(user, folder));
    if (known === undefined || known.version !== version) unsure.set(folder, version);
    else if (known.searchable) searchable.add(folder);
  }
  const found = await listAcls(user, [...unsure.keys()]);
  for (const [folder, version] of unsure) {
    if (found.has(folder)) searchable.add(folder);
    if (version === undefined) remembered.delete(keyOf(user, folder));
    else remembered.set(keyOf(user, folder), { version, searchable: found.has(folder) });
  }
  return searchable;
}

/** Lets `user` pass through folders; one setfacl for all of them. @param folders as above */
export async function grantSearch(user: string, folders: readonly string[]): Promise<Failures> {
  if (folders.length === 0) return new Map();
  const granted = await tryCommand(['setfacl', '--physical', '--modify', `user:${user}:--x`, '-'], {
    input: lines(folders),
  });
  if (granted.exitCode === 0) return new Map();
  const searchable = await listAcls(user, folders);
  return new Map(
    folders
      .filter((folder) => !searchable.has(folder))
      .map((folder) => [folder, `setfacl: ${granted.stderr.trim()}`]),
  );
}

async function listAcls(user: string, folders: readonly string[]): Promise<ReadonlySet<string>> {
  const searchable = new Set<string>();
  if (folders.length === 0) return searchable;
  const [entries, listing] = await Promise.all([
    passwdEntries([user]),
    // Ends with 1 when one of the folders is missing, and still prints the others. Names instead of numbers would
    // have it read /etc/passwd once for every folder, up to its owner.
    tryCommand(['getfacl', '--numeric', '--access', '--absolute-names', '--physical', '-'], {
      input: lines(folders),
    }),
  ]);
  const uid = entries.get(user)?.uid;
  if (uid === undefined) return searchable;
  let folder = '';
  for (const line of listing.stdout.split('\n')) {
    if (line.startsWith('# file: ')) folder = line.slice('# file: '.length);
    // An entry that the mask cuts down carries a trailing `#effective:` and so is not equal.
    else if (line === `user:${uid}:--x`) searchable.add(folder);
  }
  return searchable;
}

function keyOf(user: string, folder: string): string {
  return `${user} ${folder}`;
}

function lines(folders: readonly string[]): string {
  return folders
    .map((folder) => {
      if (folder.includes('\n')) throw new TypeError(`a path with a line break: ${JSON.stringify(folder)}`);
      return `${folder}\n`;
    })
    .join('');
}
