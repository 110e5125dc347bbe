// What `user set` may be given for an account: the keys of its files by their JSON Schemas, with the names that it has.

import { z } from 'zod';
import { fileNameOf, REVISION_FILES } from '../../model/set-files.ts';
import { PUBLISHED_SCHEMAS } from '../validate/published-schemas.ts';
import { SchemaNode } from '../validate/schema-node.ts';

const Names = z.array(
  z.looseObject({ domain: z.string(), subdomain: z.string(), parent: z.string() }).partial(),
);
const Domains = z.looseObject({
  primary: z.string(),
  alias_domains: z.array(z.string()).catch([]),
  addon_domains: Names.catch([]),
  subdomains: Names.catch([]),
});

/** @param values the files of the account by their names, as far as they can be read; `limits.disk_quota_mb=` and so on */
export function keysOf(values: ReadonlyMap<string, unknown>): string[] {
  const sites = siteNames(values.get('domains.json'));
  return [...REVISION_FILES, 'meta' as const].flatMap((file) => {
    const name = file === 'meta' ? 'meta.json' : fileNameOf(file);
    return keysBelow(SchemaNode.parse(PUBLISHED_SCHEMAS.get(name) ?? {}), file, values.get(name), sites);
  });
}

/** @param sites what may stand as a key of `domains.sites` */
function keysBelow(schema: SchemaNode, prefix: string, value: unknown, sites: readonly string[]): string[] {
  const variants = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const below = variants.flatMap((each) =>
    keysBelow(each, prefix, value, sites).filter((key) => key !== `${prefix}=`),
  );
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    if (name === '$schema') continue;
    below.push(...keysBelow(inner, `${prefix}.${name}`, entryOf(value, name), sites));
  }
  const { additionalProperties: any } = schema;
  if (typeof any === 'object') {
    const names = prefix === 'domains.sites' ? sites : Object.keys(Entries.parse(value));
    for (const name of names) below.push(...keysBelow(any, `${prefix}.${name}`, entryOf(value, name), sites));
  }
  return below.length === 0 ? [`${prefix}=`] : [...new Set(below)];
}

const Entries = z.record(z.string(), z.unknown()).catch({});

function entryOf(value: unknown, name: string): unknown {
  return Entries.parse(value)[name];
}

function siteNames(domains: unknown): string[] {
  const parsed = Domains.safeParse(domains);
  if (!parsed.success) return [];
  const { primary, alias_domains, addon_domains, subdomains } = parsed.data;
  const ofSubdomains = subdomains.map(({ subdomain, parent }) => `${subdomain}.${parent}`);
  return [primary, ...alias_domains, ...addon_domains.flatMap(({ domain }) => domain ?? []), ...ofSubdomains];
}
