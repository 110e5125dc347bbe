// How many names there are against how many limits.json allows.

import type { Finding } from '../finding.ts';
import type { PartialSet } from '../partial-set.ts';

const COUNTED = [
  ['addon_domains', 'max_addon_domains'],
  ['subdomains', 'max_subdomains'],
  ['alias_domains', 'max_alias_domains'],
] as const;

export function checkCounts({ domains, limits }: PartialSet): Finding[] {
  return COUNTED.flatMap(([list, limit]) => {
    const count = domains[list]?.length ?? 0;
    const most = limits[limit] ?? 0;
    if (most === 0 || count <= most) return [];
    return [
      {
        file: 'domains.json' as const,
        path: [list],
        message: `has ${count} entries, but ${limit} in limits.json is ${most}`,
        remedy: 'remove some, or raise the limit; 0 means unlimited',
      },
    ];
  });
}
