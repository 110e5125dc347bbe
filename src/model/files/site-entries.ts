// `sites` of domains.json: by domain name, in normal form.

import { z } from 'zod';
import { quoted } from '../quoted.ts';
import { parseAliasDomain } from '../values/domain-name.ts';
import { SiteEntry } from './site.ts';

const MOST_SITES = 10_000;

export const SiteEntries = z
  .record(
    z.string().meta({
      title: 'Domain name',
      description: 'One that the account has.',
      format: 'jopanel-alias-domain',
    }),
    SiteEntry,
  )
  .refine((entries) => Object.keys(entries).length <= MOST_SITES, {
    message: 'has very many entries',
    params: { remedy: `use at most ${MOST_SITES}` },
  })
  .meta({
    title: 'Sites',
    description: 'By domain name, what of its site differs from the default.',
    maxProperties: MOST_SITES,
  })
  .transform((entries, context) => {
    const byName: Record<string, SiteEntry> = {};
    for (const [key, entry] of Object.entries(entries)) {
      const name = parseAliasDomain(key);
      if (!name.ok) {
        const { message, remedy } = name;
        context.issues.push({ code: 'custom', input: key, path: [key], message, params: { remedy } });
      } else if (Object.hasOwn(byName, name.value)) {
        const message = `is there twice, as ${quoted(key)} and in another spelling`;
        const params = { remedy: 'keep one of the two' };
        context.issues.push({ code: 'custom', input: key, path: [key], message, params });
      } else byName[name.value] = entry;
    }
    return byName;
  });
export type SiteEntries = z.infer<typeof SiteEntries>;
