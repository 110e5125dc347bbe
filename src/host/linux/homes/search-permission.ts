import type { Failures, HomeQuery } from '../../host.ts';
import { tryCommand } from '../run-command.ts';

/** The homes whose ACL gives the user search permission and nothing else; one getfacl for all of them. */
export async function searchableHomes(
  queries: readonly Pick<HomeQuery, 'path' | 'searchUser'>[],
): Promise<ReadonlySet<string>> {
  const searchable = new Set<string>();
  if (queries.length === 0) return searchable;
  const users = new Map(queries.map((query) => [query.path, query.searchUser]));
  // getfacl ends with 1 when one of the homes is missing, and still prints the others.
  const listing = await tryCommand(['getfacl', '--absolute-names', '--physical', '-'], {
    input: lines(users.keys()),
  });
  let file = '';
  for (const line of listing.stdout.split('\n')) {
    if (line.startsWith('# file: ')) file = line.slice('# file: '.length);
    // An entry that the mask cuts down carries a trailing `#effective:` and so is not equal.
    else if (line === `user:${users.get(file)}:--x`) searchable.add(file);
  }
  return searchable;
}

/** Lets a user pass through homes; one setfacl for all of them. */
export async function grantSearch(paths: readonly string[], searchUser: string): Promise<Failures> {
  if (paths.length === 0) return new Map();
  // The homes' names lie in a folder that only root can write, so their plain paths are safe.
  const granted = await tryCommand(['setfacl', '--physical', '--modify', `user:${searchUser}:--x`, '-'], {
    input: lines(paths),
  });
  if (granted.exitCode === 0) return new Map();
  const searchable = await searchableHomes(paths.map((path) => ({ path, searchUser })));
  return new Map(
    paths.filter((path) => !searchable.has(path)).map((path) => [path, `setfacl: ${granted.stderr.trim()}`]),
  );
}

function lines(paths: Iterable<string>): string {
  return [...paths]
    .map((path) => {
      if (path.includes('\n')) throw new TypeError(`a path with a line break: ${JSON.stringify(path)}`);
      return `${path}\n`;
    })
    .join('');
}
