import { renderPool } from '../../renderers/php-fpm-pool.ts';
import type { Surroundings, Target } from '../controller.ts';

export interface DesiredPool {
  /** The version whose FPM runs the pool, or undefined when the account has no PHP. */
  readonly version: string | undefined;
  readonly text: string;
}

export function desiredPool({ account, lifecycle }: Target, { facts }: Surroundings): DesiredPool {
  const { php } = account.services;
  const wanted = php.enabled && lifecycle === 'active';
  return {
    version: wanted ? php.version : undefined,
    text: wanted ? renderPool(account, { nginxUser: facts.nginx.user }) : '',
  };
}

export function poolPath(version: string, username: string): string {
  return `/etc/php/${version}/fpm/pool.d/jopanel-${username}.conf`;
}
