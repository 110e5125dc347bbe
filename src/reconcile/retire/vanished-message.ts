/** Why an account without a folder is not retired: first what keeps it, and last what retires it all the same. */
export function vanishedMessage(username: string, why: string): string {
  return [
    `its folder is gone, but ${why}`,
    `to keep it, put ${username} back, or write it again from the journal: jopanel rollback ${username} REV (see jopanel history ${username})`,
    `to retire it all the same: jopanel retire --confirm ${username}`,
  ].join('; ');
}
