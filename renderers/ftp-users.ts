import { header } from './header.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

/** What vsftpd reads of a list of users; it cuts off the rest without a word. */
export const FTP_LIST_BYTES = 100_000;

/** `/etc/vsftpd.jopanel_users`: whom vsftpd lets in, one name a line. */
export function renderFtpUsers(usernames: Iterable<string>): string {
  const lines = [...usernames].sort().map((username) => `${ftpUser(username)}\n`);
  return header('#', 'for all accounts') + lines.join('');
}

export function parseFtpUsers(text: string): ReadonlySet<string> {
  return new Set(text.split('\n').filter(isUser));
}

function ftpUser(username: string): string {
  if (!isUser(username)) throw new UnrepresentableError('a line of an FTP user list', username);
  return username;
}

function isUser(line: string): boolean {
  return /^[a-z][a-z0-9]{2,15}$/.test(line);
}
