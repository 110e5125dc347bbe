// The PHP pool carries the account's name: the socket and the file are named after it.

import type { Finding } from '../finding.ts';
import type { PartialSet } from '../partial-set.ts';
import { quoted } from '../quoted.ts';

function poolNameFor(username: string): string {
  return `jopanel-${username}`;
}

export function checkPool({ username, services }: PartialSet): Finding[] {
  const pool = services.php?.fpm_pool;
  const wanted = poolNameFor(username);
  if (pool === undefined || pool === wanted) return [];
  return [
    {
      file: 'services.json',
      path: ['php', 'fpm_pool'],
      message: `is ${quoted(pool)}, the pool of another account`,
      remedy: `set it to ${wanted}`,
    },
  ];
}
