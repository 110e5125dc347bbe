/** The one file of Match blocks, of all accounts together. */
export const SSHD_DROP_IN = '/etc/ssh/sshd_config.d/60-jopanel.conf';

/** The inventory's name for the place of an account in the drop-in. */
export function sshdItem(username: string): string {
  return `sshd-match:${username}`;
}
