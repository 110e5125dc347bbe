import { header } from './header.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

/** What vsftpd reads of a list of users; it cuts off the rest without a word. */
export const FTP_LIST_BYTES = 100_000;

/** A Linux user, or a further login of one: its name, `_` and more. */
const FTP_USER = /^[a-z][a-z0-9]{2,15}(?:_[a-z0-9_.-]+)?$/;

/** `/etc/vsftpd.jopanel_users`: whom vsftpd lets in, one name a line. */
export function renderFtpUsers(usernames: Iterable<string>): string {
  const lines = [...usernames].sort().map((username) => `${ftpUser(username)}\n`);
  return header('#', 'for all accounts') + lines.join('');
}

export function parseFtpUsers(text: string): ReadonlySet<string> {
  return new Set(text.split('\n').filter((line) => FTP_USER.test(line)));
}

function ftpUser(name: string): string {
  if (!FTP_USER.test(name)) throw new UnrepresentableError('a line of the FTP users', name);
  return name;
}
