// The names of one set: each once, whole and valid, below a parent that exists, and not the operator's.

import { type Finding, pointerOf } from '../finding.ts';
import { allReserved, type HostFacts } from '../host-facts.ts';
import type { PartialSet } from '../partial-set.ts';
import { quoted } from '../quoted.ts';
import { type ReservedName, reservedNameTaken } from '../reserved-name.ts';
import { type SiteName, siteNames } from '../site-names.ts';
import { parseDomainName } from '../values/domain-name.ts';

const file = 'domains.json';

export function checkNames(draft: PartialSet, facts: HostFacts | undefined): Finding[] {
  const names = siteNames(draft.domains);
  return [
    ...checkDuplicates(names),
    ...checkWholeNames(names),
    ...checkParents(draft),
    ...checkReserved(draft.username, names, facts),
  ];
}

function checkDuplicates(names: readonly SiteName[]): Finding[] {
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
function checkWholeNames(names: readonly SiteName[]): Finding[] {
  return names.flatMap((site) => {
    if (site.kind !== 'subdomain') return [];
    const whole = parseDomainName(site.name);
    return whole.ok ? [] : [{ file, path: site.path, message: whole.message, remedy: whole.remedy }];
  });
}

function checkParents({ domains }: PartialSet): Finding[] {
  const { primary, addon_domains, subdomains } = domains;
  // While one of them is unreadable, a parent may exist that is not seen.
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

function checkReserved(
  username: string,
  names: readonly SiteName[],
  facts: HostFacts | undefined,
): Finding[] {
  if (facts === undefined) return [];
  const all = allReserved(facts);
  return names.flatMap(({ name, path }) => {
    const taken = reservedNameTaken(name, all);
    return taken === undefined || facts.isHeld?.(username, name) === true
      ? []
      : [{ file, path, ...refusalOf(taken) }];
  });
}

function refusalOf({ name, by }: ReservedName): { readonly message: string; readonly remedy: string } {
  if (by.kind === 'host')
    return { message: `takes the name of the host itself: ${quoted(name)}`, remedy: 'use another name' };
  if (by.kind === 'settings')
    return {
      message: `takes a name that is reserved, with all below it: ${quoted(name)}`,
      remedy: 'use another name, or take that one out of reserved_names in the settings',
    };
  return {
    message: `takes a name of the operator's, which ${by.file} answers: ${quoted(name)}`,
    remedy: `use another name, or take that one out of ${by.file}`,
  };
}
