import { runCommand, tryCommand } from './run-command.ts';

/** The folders whose ACL gives `user` search permission and nothing else; one getfacl for all of them. */
export async function searchableBy(user: string, folders: readonly string[]): Promise<Set<string>> {
  const searchable = new Set<string>();
  if (folders.length === 0) return searchable;
  // getfacl ends with 1 when one of the folders is missing, and still prints the others.
  const listing = await tryCommand(['getfacl', '--absolute-names', '--physical', '--', ...folders]);
  let folder = '';
  for (const line of listing.stdout.split('\n')) {
    if (line.startsWith('# file: ')) folder = line.slice('# file: '.length);
    // An entry that the mask cuts down carries a trailing `#effective:` and so is not equal.
    else if (line === `user:${user}:--x`) searchable.add(folder);
  }
  return searchable;
}

/** @param folders in places that only root can write, as the paths are followed as they are */
export async function grantSearch(user: string, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  await runCommand(['setfacl', '--physical', '--modify', `user:${user}:--x`, '--', ...folders]);
}
