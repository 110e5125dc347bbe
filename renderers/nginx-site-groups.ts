import type { Site } from '../src/model/sites.ts';
import type { ServerCertificate } from './nginx-listen.ts';

/** Names of one site that are served in the same way. */
export interface SiteGroup {
  readonly site: Site;
  readonly names: readonly string[];
  readonly certificate: ServerCertificate | undefined;
  /** Where its names lead to in place of the site's content. */
  readonly leadsTo:
    | { readonly url: string }
    | { readonly name: string; readonly isSecure: boolean }
    | undefined;
}

interface Certified {
  readonly withheld?: ReadonlySet<string>;
  certificateOf(name: string, from: 'auto' | 'found'): ServerCertificate | undefined;
}

/** By certificate; and what only redirects apart from what is served. */
export function siteGroupsOf(site: Site, context: Certified): SiteGroup[] {
  const { canonical, redirectTo, certificate: wanted } = site.settings;
  const certificateOf = (name: string) =>
    wanted === 'none' ? undefined : context.certificateOf(name, wanted);
  const isMoved = (name: string) => redirectTo === null && canonical !== null && name !== canonical;
  const served = site.names.filter((name) => context.withheld?.has(name) !== true);
  const groups = Map.groupBy(served, (name) => `${isMoved(name)} ${certificateOf(name)?.chain ?? ''}`);
  return [...groups.values()].flatMap((names) => {
    const [first] = names;
    if (first === undefined) return [];
    const leadsTo =
      redirectTo !== null
        ? { url: redirectTo }
        : canonical !== null && isMoved(first)
          ? { name: canonical, isSecure: certificateOf(canonical) !== undefined }
          : undefined;
    return [{ site, names, certificate: certificateOf(first), leadsTo }];
  });
}
