import type { Account } from './account.ts';

/** One document root and the names it is served under. */
export interface Site {
  readonly names: readonly string[];
  /** Absolute, below the account's home. */
  readonly root: string;
}

/** The sites of an account in the order of its `domains.json`: primary with its aliases, addon domains, subdomains. */
export function sitesOf(account: Account): Site[] {
  const { primary, alias_domains, addon_domains, subdomains } = account.domains;
  return [
    { names: [primary, ...alias_domains], root: primaryRoot(account) },
    ...addon_domains.map(({ domain, docroot }) => ({ names: [domain], root: docroot })),
    ...subdomains.map(({ subdomain, parent, docroot }) => ({
      names: [`${subdomain}.${parent}`],
      root: docroot,
    })),
  ];
}

/** The contract fixes where the primary domain lives. */
export function primaryRoot(account: Account): string {
  return `${account.account.home_dir}/domains/${account.domains.primary}/public_html`;
}
