// Which PHP-FPMs an account has: one for its own version, and one for each other version that a site asks for.

import type { Account } from './account.ts';
import { sitesOf } from './sites.ts';

interface PhpPool {
  /** Such as `jopanel-joko`, after which its socket is named; `jopanel-joko-8.4` for another version than the account's. */
  readonly id: string;
  readonly version: string;
}

/** The account's own first; none while PHP is off. */
export function phpPoolsOf(account: Account): readonly PhpPool[] {
  const { php } = account.services;
  if (!php.enabled) return [];
  const asked = sitesOf(account).flatMap(({ settings }) => (settings.php ? (settings.phpVersion ?? []) : []));
  const versions = new Set<string>([php.version, ...asked.toSorted()]);
  return [...versions].map((version) => ({
    id: version === php.version ? php.fpm_pool : `${php.fpm_pool}-${version}`,
    version,
  }));
}

/** The pool that answers for a site. @param version the site's own, or null for the account's */
export function phpPoolOf(account: Account, version: string | null): PhpPool | undefined {
  const wanted = version ?? account.services.php.version;
  return phpPoolsOf(account).find((pool) => pool.version === wanted);
}
