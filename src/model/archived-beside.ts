// What lies in the archive of an account beside its home, and waits for that below the folder of the archives.

/** Its set. No username has a hyphen, so no home in an archive can have this name. */
export function setOf(username: string): string {
  return `jopanel-set/${username}`;
}

/** The dumps of its databases. */
export function databasesOf(username: string): string {
  return `databases/${username}`;
}

/** The certificates that an authority has signed for its sites: a folder for each site, as in `tlsFolder`. */
export function certificatesOf(username: string): string {
  return `certificates/${username}`;
}

/** All of them; each may be missing. */
export function archivedBeside(username: string): readonly string[] {
  return [setOf(username), databasesOf(username), certificatesOf(username)];
}
