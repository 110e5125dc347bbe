import type { Account } from '../src/model/account.ts';
import { phpLimitsOf } from '../src/model/php-limits.ts';
import type { PhpOrder } from '../src/model/php-order.ts';
import { phpPoolsOf } from '../src/model/php-pools.ts';
import { accountName } from './encode-path.ts';
import { header } from './header.ts';
import { renderPool } from './php-pool.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

interface PhpOrderContext {
  /** The user that nginx's workers run as, who alone may connect. */
  readonly nginxUser: string;
  readonly idleMinutes: number;
  /** Whether a shared PHP-FPM may still listen on the account's socket. */
  readonly takesOver: boolean;
}

/** What the activator is asked to do for an account that has PHP. */
export function phpOrder(account: Account, context: PhpOrderContext): PhpOrder {
  const { uid, gid } = account.account;
  return {
    username: accountName(account.username),
    uid,
    gid,
    nginx_user: context.nginxUser,
    idle_minutes: context.idleMinutes,
    take_over: context.takesOver,
    pools: phpPoolsOf(account).map(({ id, version }) => ({
      id,
      version: versionWord(version),
      request_seconds: phpLimitsOf(account).requestSeconds,
      ...renderPool(account, id),
    })),
  };
}

function versionWord(version: string): string {
  if (!/^\d\.\d{1,2}$/.test(version)) throw new UnrepresentableError('a PHP version', version);
  return version;
}

/** The file that the activator reads: a comment, and JSON with a line for each directive. */
export function renderPhpOrder(order: PhpOrder): string {
  return `${header('#', `for the account ${order.username}`)}${JSON.stringify(order, null, 2)}\n`;
}
