import { UnrepresentableError } from './unrepresentable-error.ts';

/** A user in a list that has one name a line, such as cron.deny; also safe as the name of a file. */
export function listedUser(username: string): string {
  if (!isListedUser(username)) throw new UnrepresentableError('a line of a user list', username);
  return username;
}

function isListedUser(line: string): boolean {
  return /^[a-z][a-z0-9]{2,15}$/.test(line);
}
