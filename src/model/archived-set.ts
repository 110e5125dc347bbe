/**
 * Where the set of an account lies in its archive, and waits for that below the folder of the archives. No username has
 * a hyphen, so no home in an archive can have this name.
 */
export function setOf(username: string): string {
  return `jopanel-set/${username}`;
}
