import { parsePublicKey } from '../src/model/values/public-key.ts';
import { header } from './header.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

/** `/etc/ssh/jopanel/keys/<username>`: one key a line, as sshd reads them. */
export function renderAuthorizedKeys(username: string, keys: readonly string[]): string {
  return header('#', `for the account ${username}`) + keys.map((key) => `${keyLine(key)}\n`).join('');
}

/** Options that only take rights away pass, such as `command=`; any other would be one more way to steer sshd. */
function keyLine(key: string): string {
  if (!parsePublicKey(key).ok) throw new UnrepresentableError('an authorized key', key);
  return key;
}
