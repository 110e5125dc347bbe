// What the journal's inventory and the server's own comments call the things of an account.

/** That the account has anything on the server at all. */
export const accountItem = (username: string) => `mariadb:${username}`;
export const databaseItem = (database: string) => `database:${database}`;
export const databaseUserItem = (user: string) => `database-user:${user}`;

/** The comment of a database, as the GECOS field of a Linux user: it says whose it is even without the journal. */
export const databaseMark = (username: string) => `JoPanel ${username}`;

const MOST_NAMES = 5;

/** For a summary. */
export function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  const some = names.slice(0, MOST_NAMES).join(', ');
  return more > 0 ? `${some} and ${more} more` : some;
}
