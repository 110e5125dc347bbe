// The domain names of a set by their entries in domains.json, and edits that put one in or take one out.

import { z } from 'zod';
import type { CurrentTexts, SetEdit } from '../../desired/write-set.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import { parseAliasDomain } from '../../model/values/domain-name.ts';
import { valueAt } from './value-at.ts';

export const DOMAIN_KINDS = ['primary', 'addon', 'subdomain', 'alias'] as const;
type DomainKind = (typeof DOMAIN_KINDS)[number];

interface DomainEntry {
  readonly name: string;
  readonly kind: DomainKind;
  /** Where it lies in domains.json. */
  readonly path: readonly (string | number)[];
  /** Null for an alias, which has none of its own. */
  readonly docroot: string | null;
}

// An entry that is broken is left to the check of the whole set.
const Domains = z.object({
  primary: z.string().catch(''),
  addon_domains: z.array(z.object({ domain: z.string(), docroot: z.string() })).catch([]),
  subdomains: z.array(z.object({ subdomain: z.string(), parent: z.string(), docroot: z.string() })).catch([]),
  alias_domains: z.array(z.string()).catch([]),
  sites: z.record(z.string(), z.looseObject({ docroot: z.string().optional() })).catch({}),
});

/** @param domains domains.json as parsed */
export function domainEntries(domains: unknown, home: string): DomainEntry[] {
  const { primary, addon_domains, subdomains, alias_domains, sites } = Domains.parse(domains ?? {});
  return [
    {
      name: primary,
      kind: 'primary',
      path: ['primary'],
      docroot: sites[primary]?.docroot ?? defaultDocroot(home, primary),
    },
    ...addon_domains.map(
      ({ domain, docroot }, index): DomainEntry => ({
        name: domain,
        kind: 'addon',
        path: ['addon_domains', index],
        docroot,
      }),
    ),
    ...subdomains.map(
      ({ subdomain, parent, docroot }, index): DomainEntry => ({
        name: `${subdomain}.${parent}`,
        kind: 'subdomain',
        path: ['subdomains', index],
        docroot,
      }),
    ),
    ...alias_domains.map(
      (name, index): DomainEntry => ({ name, kind: 'alias', path: ['alias_domains', index], docroot: null }),
    ),
  ];
}

export interface NewDomain {
  readonly name: string;
  readonly docroot: string | undefined;
  readonly isAlias: boolean;
}

/** @returns why it cannot be added, as a string; no edits where it is there already */
export function additionOf(current: CurrentTexts, { name, docroot, isAlias }: NewDomain): SetEdit[] | string {
  const parsed = parseAliasDomain(name);
  if (!parsed.ok) return `the name ${parsed.message}\n${parsed.remedy}`;
  const { entries, home } = domainEntriesIn(current);
  const there = find(entries, name);
  if (there !== undefined) {
    if (isAlias !== (there.kind === 'alias')) return `it has ${name} already, as ${there.kind}`;
    if (docroot === undefined || docroot === there.docroot) return [];
    if (there.kind === 'primary')
      return [{ file: 'domains.json', path: ['sites', there.name, 'docroot'], value: docroot }];
    return [{ file: 'domains.json', path: [...there.path, 'docroot'], value: docroot }];
  }
  const append = (list: string, value: unknown): SetEdit[] => [
    { file: 'domains.json', path: [list, lengthOf(current, list)], value },
  ];
  if (isAlias) return append('alias_domains', name);
  const root = docroot ?? defaultDocroot(home, parsed.value);
  const parent = entries
    .filter(({ kind, name: above }) => (kind === 'primary' || kind === 'addon') && name.endsWith(`.${above}`))
    .sort((a, b) => b.name.length - a.name.length)[0]?.name;
  return parent === undefined
    ? append('addon_domains', { domain: name, docroot: root })
    : append('subdomains', { subdomain: name.slice(0, -parent.length - 1), parent, docroot: root });
}

/** @returns why it cannot be removed, as a string */
export function removalOf(current: CurrentTexts, name: string): SetEdit[] | string {
  const { entries, username } = domainEntriesIn(current);
  const there = find(entries, name);
  if (there === undefined) return `it has no domain ${name}\nsee: jopanel domain list ${username}`;
  if (there.kind === 'primary')
    return `${name} is its primary domain, and an account always has one\nto give it another name: jopanel user rename-domain ${username} ${name} NEW`;
  const below = entries.filter((each) => each.kind === 'subdomain' && each.name.endsWith(`.${there.name}`));
  if (below.length > 0 && there.kind === 'addon')
    return `${below.map((each) => each.name).join(', ')} lies below it\nremove that first`;
  const site = valueAt(current.get('domains.json'), ['sites', there.name]);
  return [
    { file: 'domains.json', path: there.path, value: undefined },
    ...(site === undefined
      ? []
      : [{ file: 'domains.json' as const, path: ['sites', there.name], value: undefined }]),
  ];
}

export function domainEntriesIn(current: CurrentTexts): {
  readonly entries: DomainEntry[];
  readonly home: string;
  readonly username: string;
} {
  const ofAccount = (key: string) =>
    z
      .string()
      .catch('')
      .parse(valueAt(current.get('account.json'), [key]));
  const home = ofAccount('home_dir');
  const entries = domainEntries(tryParseJson(current.get('domains.json') ?? '{}'), home);
  return { entries, home, username: ofAccount('username') };
}

/** A name counts as the same in its Unicode and in its ASCII form. */
export function find(entries: readonly DomainEntry[], name: string): DomainEntry | undefined {
  return entries.find((entry) => isSameName(entry.name, name));
}

function isSameName(left: string, right: string): boolean {
  const ascii = (name: string) => {
    const parsed = parseAliasDomain(name);
    return parsed.ok ? parsed.value : name;
  };
  return ascii(left) === ascii(right);
}

export function defaultDocroot(home: string, name: string): string {
  return `${home}/domains/${name}/public_html`;
}

function lengthOf(current: CurrentTexts, list: string): number {
  const found = valueAt(current.get('domains.json'), [list]);
  return Array.isArray(found) ? found.length : 0;
}
