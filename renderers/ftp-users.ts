import { isListedUser, listedUser } from './encode-user-list.ts';
import { header } from './header.ts';

/** What vsftpd reads of a list of users; it cuts off the rest without a word. */
export const FTP_LIST_BYTES = 100_000;

/** `/etc/vsftpd.jopanel_users`: whom vsftpd lets in, one name a line. */
export function renderFtpUsers(usernames: Iterable<string>): string {
  const lines = [...usernames].sort().map((username) => `${listedUser(username)}\n`);
  return header('#', 'for all accounts') + lines.join('');
}

export function parseFtpUsers(text: string): ReadonlySet<string> {
  return new Set(text.split('\n').filter(isListedUser));
}
