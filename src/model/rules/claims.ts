// What an account takes for itself on the host, as strings that the journal can record.

import type { Account } from '../account.ts';
import type { SetFileName } from '../set-files.ts';
import { siteNames } from '../site-names.ts';
import type { ValuePath } from '../value-path.ts';

export interface Claim {
  /** `uid:12010`, `gid:12010`, `domain:example.com`, `domain:*.example.com`, `port:3000`, `pool:jopanel-joko`. */
  readonly key: string;
  /** For a domain the name without `*.`, as both take the same names; for all else the key. */
  readonly place: string;
  /** The places above: b.example.com and example.com for a.b.example.com. */
  readonly above: readonly string[];
  readonly file: SetFileName;
  readonly path: ValuePath;
}

const DOMAIN = 'domain:';

// An account never changes, and most are resolved again in every wave.
const known = new WeakMap<Account, readonly Claim[]>();

export function claimsWithPlaces(account: Account): readonly Claim[] {
  const found = known.get(account);
  if (found !== undefined) return found;
  const claims = collect(account);
  known.set(account, claims);
  return claims;
}

function collect({ account, domains, services }: Account): Claim[] {
  const { php, nodejs } = services;
  return [
    thing(`uid:${account.uid}`, 'account.json', ['uid']),
    thing(`gid:${account.gid}`, 'account.json', ['gid']),
    ...siteNames(domains).map(({ name, path }) => domain(name, path)),
    ...nodejs.apps.flatMap(({ port }, index) =>
      port === undefined ? [] : thing(`port:${port}`, 'services.json', ['nodejs', 'apps', index, 'port']),
    ),
    thing(`pool:${php.fpm_pool}`, 'services.json', ['php', 'fpm_pool']),
  ];
}

function thing(key: string, file: SetFileName, path: ValuePath): Claim {
  return { key, place: key, above: [], file, path };
}

function domain(name: string, path: ValuePath): Claim {
  const place = name.startsWith('*.') ? name.slice(2) : name;
  return { key: `${DOMAIN}${name}`, place, above: namesAbove(place), file: 'domains.json', path };
}

/** Without the top-level domain, which no account can have. */
function namesAbove(name: string): string[] {
  const labels = name.split('.');
  return labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join('.'));
}

/** Every key that would take the claim's place or one above it. */
export function keysInTheWayOf({ key, place, above }: Claim): string[] {
  if (!key.startsWith(DOMAIN)) return [key];
  return [place, ...above].flatMap((name) => [`${DOMAIN}${name}`, `${DOMAIN}*.${name}`]);
}

/** A uid or gid that was used once is never given to another username. */
export function isForEver(key: string): boolean {
  return key.startsWith('uid:') || key.startsWith('gid:');
}
