// Every name that a set wants to be reached under, and where in domains.json it is written.

import type { PartialSet } from './partial-set.ts';
import type { ValuePath } from './value-path.ts';

export interface SiteName {
  /** A-label form; an alias may begin with `*.`. */
  readonly name: string;
  readonly path: ValuePath;
  readonly kind: 'primary' | 'addon' | 'subdomain' | 'alias';
}

export function siteNames(domains: PartialSet['domains']): SiteName[] {
  const names: SiteName[] = [];
  const add = (name: string | undefined, kind: SiteName['kind'], path: ValuePath): void => {
    if (name !== undefined) names.push({ name, kind, path });
  };
  add(domains.primary, 'primary', ['primary']);
  domains.addon_domains?.forEach((addon, index) => {
    add(addon?.domain, 'addon', ['addon_domains', index, 'domain']);
  });
  domains.subdomains?.forEach((sub, index) => {
    if (sub?.subdomain === undefined || sub.parent === undefined) return;
    add(`${sub.subdomain}.${sub.parent}`, 'subdomain', ['subdomains', index, 'subdomain']);
  });
  domains.alias_domains?.forEach((alias, index) => {
    add(alias, 'alias', ['alias_domains', index]);
  });
  for (const [site, entry] of Object.entries(domains.sites ?? {})) {
    entry?.aliases?.forEach((alias, index) => {
      add(alias, 'alias', ['sites', site, 'aliases', index]);
    });
  }
  return names;
}
