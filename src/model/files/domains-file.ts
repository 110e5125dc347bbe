// domains.json: which names lead to which folders.

import { z } from 'zod';
import { AbsolutePath } from '../values/absolute-path.ts';
import { AliasDomain, DomainName, SubdomainLabel } from '../values/domain-name.ts';
import { SchemaVersion } from './schema-version.ts';
import { SiteEntries } from './site-entries.ts';

// Far above any real account, and low enough that one set cannot make the host's work endless.
export const MOST_NAMES = 10_000;

export const AddonDomain = z
  .strictObject({ domain: DomainName, docroot: AbsolutePath })
  .meta({ title: 'Addon domain', description: 'A further site with a document root of its own.' });
export type AddonDomain = z.infer<typeof AddonDomain>;

export const Subdomain = z
  .strictObject({ subdomain: SubdomainLabel, parent: DomainName, docroot: AbsolutePath })
  .meta({ title: 'Subdomain', description: 'A site below the primary domain or an addon domain.' });
export type Subdomain = z.infer<typeof Subdomain>;

export const DomainsFile = z
  .strictObject({
    schema_version: SchemaVersion,
    primary: DomainName,
    addon_domains: z
      .array(AddonDomain)
      .max(MOST_NAMES)
      .meta({ title: 'Addon domains', description: 'Further sites.' }),
    subdomains: z
      .array(Subdomain)
      .max(MOST_NAMES)
      .meta({ title: 'Subdomains', description: 'Sites below the others.' }),
    alias_domains: z
      .array(AliasDomain)
      .max(MOST_NAMES)
      .meta({ title: 'Alias domains', description: 'Further names of the primary site.' }),
    sites: SiteEntries.optional(),
  })
  .meta({
    title: 'domains.json',
    description:
      'Routing. The primary site lies in <home_dir>/domains/<primary>/public_html, unless sites says otherwise.',
  });
export type DomainsFile = z.infer<typeof DomainsFile>;
