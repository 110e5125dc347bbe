import { header } from './header.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

/** `/etc/ssh/jopanel/keys/<username>`: one key a line, as sshd reads them. */
export function renderAuthorizedKeys(username: string, keys: readonly string[]): string {
  return header('#', `for the account ${username}`) + keys.map((key) => `${oneLine(key)}\n`).join('');
}

function oneLine(key: string): string {
  if (/[\p{Cc}]/u.test(key)) throw new UnrepresentableError('an authorized key', key);
  return key;
}
