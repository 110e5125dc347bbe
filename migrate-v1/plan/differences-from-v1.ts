// Where a set that is there says something else than V1. What V1 does not know may be as it is in the set.

import stringify from 'fast-json-stable-stringify';
import type { Account } from '../../src/model/account.ts';

export interface KnownToV1 {
  /** False where V1 has no time that can be read. */
  readonly createdAt: boolean;
  /** False where no domain names a version. */
  readonly phpVersion: boolean;
  /** False where the limits of the package template are used instead of a package of V1. */
  readonly limits: boolean;
}

type Place = readonly [place: string, isKnown: boolean, value: (account: Account) => unknown];

/** @returns places such as `domains.json /addon_domains`, and no values: one of them may be secret */
export function differencesFromV1(there: Account, planned: Account, known: KnownToV1): string[] {
  const { primary } = planned.domains;
  // Databases and logins that were added since are no difference, and neither are other passwords.
  const databases = namesOfDatabases(planned);
  const logins = placesOfLogins(planned);
  const places: readonly Place[] = [
    ['account.json /status', true, ({ account }) => account.status],
    ['account.json /created_at', known.createdAt, ({ account }) => epochSecondsOf(account.created_at)],
    ['account.json /package', known.limits, ({ account }) => account.package],
    ['account.json /contact_email', true, ({ account }) => account.contact_email],
    ['limits.json /disk_quota_mb', known.limits, ({ limits }) => limits.disk_quota_mb],
    ['limits.json /bandwidth_quota_mb', known.limits, ({ limits }) => limits.bandwidth_quota_mb],
    ['limits.json /max_addon_domains', known.limits, ({ limits }) => limits.max_addon_domains],
    ['limits.json /max_databases', known.limits, ({ limits }) => limits.max_databases],
    ['limits.json /max_db_users', known.limits, ({ limits }) => limits.max_db_users],
    ['limits.json /max_ftp_accounts', known.limits, ({ limits }) => limits.max_ftp_accounts],
    ['domains.json /primary', true, ({ domains }) => domains.primary],
    ['domains.json /addon_domains', true, ({ domains }) => inAnyOrder(domains.addon_domains)],
    ['domains.json /subdomains', true, ({ domains }) => inAnyOrder(domains.subdomains)],
    // The package template adds names below the primary domain, such as `www`.
    ['domains.json /alias_domains', true, ({ domains }) => beside(primary, domains.alias_domains, planned)],
    ['services.json /php/version', known.phpVersion, ({ services }) => services.php.version],
    ['services.json /ftp/enabled', true, ({ services }) => services.ftp.enabled],
    ['services.json /ftp/accounts', true, (account) => kept(logins, placesOfLogins(account))],
    ['services.json /mariadb/databases', true, (account) => kept(databases, namesOfDatabases(account))],
  ];
  return places
    .filter(
      ([, isKnown, value]) =>
        isKnown && stringify({ of: value(there) }) !== stringify({ of: value(planned) }),
    )
    .map(([place]) => place);
}

function namesOfDatabases({ services }: Account): string[] {
  return services.mariadb?.databases.map(({ name }) => name) ?? [];
}

function placesOfLogins({ services }: Account): string[] {
  return services.ftp.accounts?.map(({ name, directory }) => `${name} ${directory}`) ?? [];
}

function kept(wanted: readonly string[], there: readonly string[]): string[] {
  return wanted.filter((each) => there.includes(each)).sort();
}

function inAnyOrder(values: readonly unknown[]): string[] {
  return values.map((value) => stringify(value)).sort();
}

/** Without the names below the primary domain that V1 does not ask for. */
function beside(primary: string, aliases: readonly string[], planned: Account): string[] {
  const wanted = new Set<string>(planned.domains.alias_domains);
  return aliases.filter((name) => wanted.has(name) || !name.endsWith(`.${primary}`)).sort();
}

function epochSecondsOf(time: string): number {
  return Math.floor(Temporal.Instant.from(time).epochMilliseconds / 1000);
}
