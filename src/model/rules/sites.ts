// `sites` of domains.json: each entry is of a name that the account has, and what it says of names and folders fits.

import type { Finding } from '../finding.ts';
import { nearestKey } from '../nearest-key.ts';
import type { PartialSet } from '../partial-set.ts';
import { quoted } from '../quoted.ts';
import { type SiteName, siteNames } from '../site-names.ts';
import { isBelow } from '../values/absolute-path.ts';

const file = 'domains.json';

type Entries = NonNullable<PartialSet['domains']['sites']>;
type Entry = NonNullable<Entries[string]>;

export function checkSites(draft: PartialSet): Finding[] {
  const { domains } = draft;
  const names = siteNames(domains);
  const entries = Object.entries(domains.sites ?? {});
  return entries.flatMap(([name, entry]) => {
    if (entry === undefined) return [];
    const own = namesOf(name, names, domains.sites ?? {});
    return [
      ...(isWhole(domains) ? checkName(name, names) : []),
      ...checkDocroot(name, entry, names, draft.account.home_dir),
      ...checkAliases(name, entry),
      ...checkCanonical(name, entry, own),
      ...checkRedirect(name, entry, own),
    ];
  });
}

/** While one of the names is unreadable, an entry may be of that one. */
function isWhole({ primary, addon_domains, subdomains, alias_domains }: PartialSet['domains']): boolean {
  return (
    primary !== undefined &&
    (addon_domains ?? [undefined]).every((each) => each?.domain !== undefined) &&
    (subdomains ?? [undefined]).every((each) => each?.subdomain !== undefined && each.parent !== undefined) &&
    (alias_domains ?? [undefined]).every((each) => each !== undefined)
  );
}

function checkName(site: string, names: readonly SiteName[]): Finding[] {
  const all = names.map(({ name }) => name);
  if (all.includes(site)) return [];
  const nearest = nearestKey(site, all);
  return [
    {
      file,
      path: ['sites', site],
      at: 'key',
      message: `is no domain of this account: ${quoted(site)}`,
      remedy:
        nearest === undefined
          ? `the account has ${listed(all)}; add the domain first`
          : `did you mean ${nearest}?`,
    },
  ];
}

const MOST_LISTED = 5;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return names.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function checkDocroot(
  site: string,
  { docroot }: Entry,
  names: readonly SiteName[],
  home: string | undefined,
): Finding[] {
  if (docroot === undefined) return [];
  const at = { file, path: ['sites', site, 'docroot'] } as const;
  const held = names.find(({ name }) => name === site);
  if (held?.kind === 'addon' || held?.kind === 'subdomain') {
    const [list, index] = held.path;
    return [
      {
        ...at,
        message: `is said twice: the document root of ${site} stands at /${list}/${index}/docroot`,
        remedy: 'change it there, and leave it out here',
      },
    ];
  }
  if (home === undefined) return [];
  if (!isBelow(docroot, home))
    return [
      { ...at, message: `is not below the home: ${quoted(docroot)}`, remedy: `begin it with ${home}/` },
    ];
  // ~/.ssh, ~/.git and their like hold secrets that a web server would hand out.
  if (docroot.slice(home.length).includes('/.'))
    return [
      { ...at, message: `leads through a hidden folder: ${quoted(docroot)}`, remedy: 'use another folder' },
    ];
  return [];
}

function checkAliases(site: string, { aliases }: Entry): Finding[] {
  return (aliases ?? []).flatMap((alias, index) => {
    if (alias === undefined || !alias.startsWith('*.') || alias.slice(2) === site) return [];
    return [
      {
        file,
        path: ['sites', site, 'aliases', index],
        message: `is a wildcard of another name: ${quoted(alias)}`,
        remedy: `the site is ${site}, so only *.${site.replace(/^\*\./, '')} may stand here`,
      } as const,
    ];
  });
}

function checkCanonical(site: string, { canonical }: Entry, own: readonly string[]): Finding[] {
  if (canonical === undefined || canonical === null) return [];
  if (own.includes(canonical)) return [];
  const nearest = nearestKey(canonical, own);
  return [
    {
      file,
      path: ['sites', site, 'canonical'],
      message: `is no name of this site: ${quoted(canonical)}`,
      remedy:
        nearest === undefined || nearest === canonical
          ? `its names are ${listed(own)}`
          : `did you mean ${nearest}?`,
    },
  ];
}

/** A site that redirects to itself never answers. On another port there may well be another server. */
function checkRedirect(site: string, { redirect_to }: Entry, own: readonly string[]): Finding[] {
  if (typeof redirect_to !== 'string' || !URL.canParse(redirect_to)) return [];
  const { hostname, port } = new URL(redirect_to);
  if (port !== '' || !own.includes(hostname)) return [];
  return [
    {
      file,
      path: ['sites', site, 'redirect_to'],
      message: `leads to the site itself, without end: ${quoted(hostname)} is one of its names`,
      remedy: 'use canonical to lead to one of its names, and https to lead to https',
    },
  ];
}

/** Of the site of this name, as `sitesOf` has them: an alias with an entry of its own is a site of its own. */
function namesOf(site: string, names: readonly SiteName[], entries: Entries): string[] {
  const kind = names.find(({ name }) => name === site)?.kind;
  return [
    site,
    ...names.flatMap(({ name, path }) => {
      const isOfPrimary = kind === 'primary' && path[0] === 'alias_domains';
      const isOfSite = isOfPrimary || (path[0] === 'sites' && path[1] === site);
      return isOfSite && entries[name] === undefined ? [name] : [];
    }),
  ];
}
