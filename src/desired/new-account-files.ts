// The files of a new account on this host, whichever way it was asked for.

import type { HostFacts } from '../model/host-facts.ts';
import { filesFrom, type NewAccount, type PackageTemplate } from '../model/package-template.ts';
import { timeNow } from './audit-edits.ts';

/** The package of an account that is created without one. */
export const DEFAULT_PACKAGE = 'starter';
/** For a host without PHP, on which the account waits until there is one. */
const FALLBACK_PHP = '8.2';

interface NewAccountOptions extends Pick<NewAccount, 'username' | 'domain' | 'package' | 'actor'> {
  /** The uid, and the gid. */
  readonly id: number;
  /** Undefined: webmaster of the domain. */
  readonly email?: string | undefined;
  readonly authorizedKeys?: readonly string[];
  readonly passwordHash?: string | undefined;
}

export function newAccountFiles(
  template: PackageTemplate,
  { id, email, authorizedKeys = [], passwordHash, ...identity }: NewAccountOptions,
  { phpVersions }: Pick<HostFacts, 'phpVersions'>,
): ReadonlyMap<string, object> {
  return filesFrom(template, {
    ...identity,
    uid: id,
    gid: id,
    email: email ?? `webmaster@${identity.domain}`,
    now: timeNow(),
    php: phpVersions?.at(-1) ?? FALLBACK_PHP,
    authorizedKeys,
    passwordHash,
  });
}
