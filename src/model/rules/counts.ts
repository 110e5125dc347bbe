// How many names and jobs there are against how many limits.json allows.

import type { Finding } from '../finding.ts';
import type { PartialSet } from '../partial-set.ts';
import type { ValuePath } from '../value-path.ts';

type Count = (draft: PartialSet) => number | undefined;

const COUNTED: readonly (readonly [Finding['file'], ValuePath, keyof PartialSet['limits'], Count])[] = [
  ['domains.json', ['addon_domains'], 'max_addon_domains', ({ domains }) => domains.addon_domains?.length],
  ['domains.json', ['subdomains'], 'max_subdomains', ({ domains }) => domains.subdomains?.length],
  ['domains.json', ['alias_domains'], 'max_alias_domains', ({ domains }) => aliasCount(domains)],
  [
    'services.json',
    ['mariadb', 'databases'],
    'max_databases',
    ({ services }) => services.mariadb?.databases?.length,
  ],
  ['services.json', ['mariadb', 'users'], 'max_db_users', ({ services }) => services.mariadb?.users?.length],
  [
    'services.json',
    ['ftp', 'accounts'],
    'max_ftp_accounts',
    ({ services }) => services.ftp?.accounts?.length,
  ],
  ['services.json', ['cron', 'jobs'], 'max_cron_jobs', ({ services }) => services.cron?.jobs?.length],
];

export function checkCounts(draft: PartialSet): Finding[] {
  return COUNTED.flatMap(([file, path, limit, countIn]) => {
    const count = countIn(draft) ?? 0;
    const most = draft.limits[limit] ?? 0;
    if (most === 0 || count <= most) return [];
    return [
      {
        file,
        path,
        message: `has ${count} entries, but ${limit} in limits.json is ${most}`,
        remedy: 'remove some, or raise the limit; 0 means unlimited',
      },
    ];
  });
}

/** Aliases of single sites count as alias domains. */
export function aliasCount({ alias_domains, sites }: PartialSet['domains']): number {
  const ofSites = Object.values(sites ?? {}).map((entry) => entry?.aliases?.length ?? 0);
  return ofSites.reduce((sum, count) => sum + count, alias_domains?.length ?? 0);
}
