/** Why an account without a folder is not retired, and what an operator can do about it. */
export function vanishedMessage(username: string, why: string): string {
  return `its folder is gone, but ${why}; to retire it all the same: jopanel retire --confirm ${username}`;
}
