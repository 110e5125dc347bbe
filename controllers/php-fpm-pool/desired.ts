import { accountName } from '../../renderers/encode-path.ts';
import { renderPool } from '../../renderers/php-fpm-pool.ts';
import type { Target } from '../../src/model/target.ts';
import type { ReconcileContext } from '../controller.ts';

export interface DesiredPool {
  /** The version whose FPM runs the pool, or undefined when the account has no PHP. */
  readonly version: string | undefined;
  /** The pool's name, after which its sockets are named. */
  readonly pool: string;
  readonly textFor: (sockets: readonly string[]) => string;
}

export function desiredPool({ account, lifecycle }: Target, { facts }: ReconcileContext): DesiredPool {
  const { php } = account.services;
  return {
    version: php.enabled && lifecycle === 'active' ? php.version : undefined,
    pool: php.fpm_pool,
    textFor: (sockets) => renderPool(account, { nginxUser: facts.nginx.user, sockets }),
  };
}

export function poolPath(version: string, username: string): string {
  return `/etc/php/${version}/fpm/pool.d/jopanel-${accountName(username)}.conf`;
}
