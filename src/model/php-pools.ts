// Which PHP-FPMs an account has: one for its own version, and one for each other version that a site asks for.

import type { Account } from './account.ts';

export interface PhpPool {
  /** Such as `jopanel-joko`, after which its socket is named. */
  readonly id: string;
  readonly version: string;
}

/** The account's own first; none while PHP is off. */
export function phpPoolsOf({ services: { php } }: Account): readonly PhpPool[] {
  return php.enabled ? [{ id: php.fpm_pool, version: php.version }] : [];
}
