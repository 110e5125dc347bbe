import type { Account } from './account.ts';
import type { SiteEntry, SitePassword } from './files/site.ts';

/** One document root, the names it is served under, and how. */
export interface Site {
  /** By which domains.json and the apps know it: the first of its names. */
  readonly name: string;
  readonly names: readonly string[];
  /** Absolute, below the account's home. */
  readonly root: string;
  readonly settings: SiteSettings;
}

/** An entry of `sites` with its defaults. */
export interface SiteSettings {
  readonly canonical: string | null;
  readonly redirectTo: string | null;
  readonly certificate: 'auto' | 'found' | 'none';
  readonly https: 'redirect' | 'both';
  readonly hstsSeconds: number;
  readonly php: boolean;
  /** Null for the account's own. */
  readonly phpVersion: string | null;
  /** Relative to the root; null where what is no file answers 404. */
  readonly frontController: string | null;
  /** Undefined for the default, which depends on PHP; 0 for no limit. */
  readonly maxBodyMb: number | undefined;
  readonly password: (SitePassword & { readonly paths: readonly string[] }) | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly errorPages: Readonly<Record<string, string>>;
  readonly deny: readonly string[];
}

/**
 * The sites of an account in the order of its `domains.json`: primary with its aliases, addon domains, subdomains.
 * An alias that has an entry of its own follows the site that it would else be a name of, and shares its root.
 */
export function sitesOf(account: Account): Site[] {
  const { primary, alias_domains, addon_domains, subdomains } = account.domains;
  return [
    ...sitesAt(account, primary, alias_domains, primaryRoot(account)),
    ...addon_domains.flatMap(({ domain, docroot }) => sitesAt(account, domain, [], docroot)),
    ...subdomains.flatMap(({ subdomain, parent, docroot }) =>
      sitesAt(account, `${subdomain}.${parent}`, [], docroot),
    ),
  ];
}

/** Where the primary domain lives: the contract's place, unless its entry names another. */
export function primaryRoot(account: Account): string {
  const { primary } = account.domains;
  return entryOf(account, primary)?.docroot ?? `${account.account.home_dir}/domains/${primary}/public_html`;
}

function sitesAt(account: Account, name: string, aliases: readonly string[], root: string): Site[] {
  const entry = entryOf(account, name);
  const all = [...aliases, ...(entry?.aliases ?? [])];
  const apart = all.filter((alias) => entryOf(account, alias) !== undefined);
  return [
    {
      name,
      names: [name, ...all.filter((alias) => !apart.includes(alias))],
      root,
      settings: settingsOf(entry),
    },
    ...apart.flatMap((alias) => sitesAt(account, alias, [], entryOf(account, alias)?.docroot ?? root)),
  ];
}

function entryOf({ domains }: Account, name: string): SiteEntry | undefined {
  const { sites = {} } = domains;
  return Object.hasOwn(sites, name) ? sites[name] : undefined;
}

function settingsOf(entry: SiteEntry = {}): SiteSettings {
  const { password } = entry;
  return {
    canonical: entry.canonical ?? null,
    redirectTo: entry.redirect_to ?? null,
    certificate: entry.certificate ?? 'auto',
    https: entry.https ?? 'redirect',
    hstsSeconds: entry.hsts_seconds ?? 0,
    php: entry.php ?? true,
    phpVersion: entry.php_version ?? null,
    frontController: entry.front_controller === undefined ? 'index.php' : entry.front_controller,
    maxBodyMb: entry.max_body_mb,
    password:
      password === undefined || password === null ? null : { ...password, paths: password.paths ?? ['/'] },
    headers: entry.headers ?? {},
    errorPages: entry.error_pages ?? {},
    deny: entry.deny ?? [],
  };
}
