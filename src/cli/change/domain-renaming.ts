// A site gets another name, with all that lies below it; its document root stays.

import type { CurrentTexts, SetEdit } from '../../desired/write-set.ts';
import { isJsonObject } from '../../model/json/json-value.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import { parseDomainName } from '../../model/values/domain-name.ts';
import { domainEntriesIn, find } from './domain-entries.ts';

/** @returns why it cannot be renamed, as a string */
export function domainRenaming(current: CurrentTexts, old: string, wanted: string): SetEdit[] | string {
  const parsed = parseDomainName(wanted);
  if (!parsed.ok) return `the name ${parsed.message}\n${parsed.remedy}`;
  const { entries } = domainEntriesIn(current);
  const entry = find(entries, old);
  if (entry === undefined) return `it has no domain ${old}`;
  if (find(entries, wanted) !== undefined) return `it has ${wanted} already`;
  const domains = tryParseJson(current.get('domains.json') ?? '');
  if (!isJsonObject(domains)) return 'domains.json is not a JSON object';
  const renamed = (name: string) =>
    name === entry.name
      ? wanted
      : name.endsWith(`.${entry.name}`)
        ? `${name.slice(0, -entry.name.length)}${wanted}`
        : name;
  const edits: SetEdit[] = [];
  for (const { name, kind, path } of entries) {
    const after = renamed(name);
    if (after === name) continue;
    if (kind === 'addon') edits.push({ file: 'domains.json', path: [...path, 'domain'], value: after });
    else if (kind !== 'subdomain') edits.push({ file: 'domains.json', path, value: after });
    else {
      const to = subdomainOf(
        after,
        entries.filter((each) => each.kind !== 'alias').map((each) => renamed(each.name)),
      );
      if (to === undefined) return `${after} lies below no other domain of it\nadd it: jopanel domain add`;
      edits.push(
        { file: 'domains.json', path: [...path, 'subdomain'], value: to.subdomain },
        { file: 'domains.json', path: [...path, 'parent'], value: to.parent },
      );
    }
  }
  if (entry.kind === 'primary') edits.push({ file: 'account.json', path: ['primary_domain'], value: wanted });
  const sites = renamedSites(domains.sites, renamed);
  const own =
    entry.kind === 'primary' ? { ...sites, [wanted]: { ...sites[wanted], docroot: entry.docroot } } : sites;
  if (Object.keys(own).length > 0) edits.push({ file: 'domains.json', path: ['sites'], value: own });
  return edits;
}

function subdomainOf(
  name: string,
  parents: readonly string[],
): { readonly subdomain: string; readonly parent: string } | undefined {
  const [parent] = parents
    .filter((each) => name.endsWith(`.${each}`))
    .sort((left, right) => right.length - left.length);
  return parent === undefined ? undefined : { subdomain: name.slice(0, -parent.length - 1), parent };
}

/** Keys, further names and the canonical name of sites. Everything else in them stays. */
function renamedSites(sites: unknown, renamed: (name: string) => string): Record<string, object> {
  if (!isJsonObject(sites)) return {};
  return Object.fromEntries(
    Object.entries(sites).map(([name, site]) => {
      if (!isJsonObject(site)) return [renamed(name), {}];
      const { aliases, canonical } = site;
      return [
        renamed(name),
        {
          ...site,
          ...(Array.isArray(aliases) && {
            aliases: aliases.map((each) => (typeof each === 'string' ? renamed(each) : each)),
          }),
          ...(typeof canonical === 'string' && { canonical: renamed(canonical) }),
        },
      ];
    }),
  );
}
