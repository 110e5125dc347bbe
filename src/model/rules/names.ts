// The names of one set: each once, whole and valid, below a parent that exists, and not the host's own.

import { type Finding, pointerOf } from '../finding.ts';
import type { HostFacts } from '../host-facts.ts';
import type { PartialSet } from '../partial-set.ts';
import { quoted } from '../quoted.ts';
import { type SiteName, siteNames } from '../site-names.ts';
import { parseDomainName } from '../values/domain-name.ts';

const file = 'domains.json';

export function judgeNames(draft: PartialSet, facts: HostFacts | undefined): Finding[] {
  const names = siteNames(draft.domains);
  return [
    ...judgeTwice(names),
    ...judgeWholeNames(names),
    ...judgeParents(draft),
    ...parseHostname(names, facts?.hostname),
  ];
}

function judgeTwice(names: readonly SiteName[]): Finding[] {
  const first = new Map<string, SiteName>();
  return names.flatMap((site) => {
    const earlier = first.get(site.name);
    if (earlier === undefined) {
      first.set(site.name, site);
      return [];
    }
    const message = `is there twice: ${quoted(site.name)} stands at ${pointerOf(earlier.path)} already`;
    return [{ file, path: site.path, message, remedy: 'keep one of the two' }];
  });
}

/** A label and a parent that are each valid may still be too long together, or make a public suffix. */
function judgeWholeNames(names: readonly SiteName[]): Finding[] {
  return names.flatMap((site) => {
    if (site.kind !== 'subdomain') return [];
    const whole = parseDomainName(site.name);
    return whole.ok ? [] : [{ file, path: site.path, message: whole.message, remedy: whole.remedy }];
  });
}

function judgeParents({ domains }: PartialSet): Finding[] {
  const { primary, addon_domains, subdomains } = domains;
  // With one of them unreadable nobody can say that a parent does not exist.
  if (primary === undefined || addon_domains?.some((addon) => addon?.domain === undefined)) return [];
  const parents = [primary, ...(addon_domains ?? []).map((addon) => addon?.domain)];
  return (subdomains ?? []).flatMap((sub, index) => {
    if (sub?.parent === undefined || parents.includes(sub.parent)) return [];
    return [
      {
        file,
        path: ['subdomains', index, 'parent'],
        message: `is no domain of this account: ${quoted(sub.parent)}`,
        remedy: 'the parent is the primary domain or one of addon_domains',
      },
    ];
  });
}

function parseHostname(names: readonly SiteName[], hostname: string | undefined): Finding[] {
  if (hostname === undefined) return [];
  const own = hostname.toLowerCase();
  return names.flatMap(({ name, path }) => {
    const catches = name === own || (name.startsWith('*.') && own.endsWith(name.slice(1)));
    if (!catches) return [];
    return [
      {
        file,
        path,
        message: `takes the name of the host itself: ${quoted(own)}`,
        remedy: 'use another name',
      },
    ];
  });
}
