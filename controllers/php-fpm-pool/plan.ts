import { blocked, type Plan, type Publication, type Surroundings } from '../controller.ts';
import { compareFile, fileItem, PUBLIC } from '../generated-file.ts';
import { type DesiredPool, poolPath } from './desired.ts';
import type { ObservedPools } from './observe.ts';

export function planPool(
  username: string,
  desired: DesiredPool,
  observed: ObservedPools,
  surroundings: Surroundings,
): Plan {
  const installed = surroundings.facts.phpVersions;
  if (desired.version !== undefined && !installed.includes(desired.version)) {
    const choice = installed.length === 0 ? 'none is installed' : `installed: ${installed.join(', ')}`;
    return blocked(
      'Unavailable',
      `PHP ${desired.version} is not installed (${choice}); run: apt install php${desired.version}-fpm`,
    );
  }
  const publications: Publication[] = [];
  for (const [version, found] of observed) {
    const path = poolPath(version, username);
    const text = version === desired.version ? desired.text : null;
    const difference = compareFile(path, text, PUBLIC, found, surroundings);
    if (difference.kind === 'same') continue;
    if (difference.kind === 'foreign') return blocked('Conflict', difference.message);
    publications.push({
      account: username,
      resource: 'php-fpm-pool',
      summary: `${text === null ? 'remove' : difference.before === null ? 'write' : 'change'} ${path}`,
      destructive: false,
      owns: text === null ? [] : [fileItem(path)],
      releases: text === null ? [fileItem(path)] : [],
      diff: { path, before: difference.before, after: text },
      service: `php-fpm@${version}`,
      // A pool goes only after nginx has stopped sending requests to it.
      direction: text === null ? 'down' : 'up',
      payload: { change: difference.change },
    });
  }
  return { actions: [], publications };
}
