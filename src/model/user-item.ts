/** The inventory's name for the Linux user of an account. */
export function userItem(username: string): string {
  return `user:${username}`;
}
