import { z } from 'zod';
import { DOMAIN_KINDS, domainEntries } from '../../change/domain-entries.ts';
import type { Command } from '../../command-line/command.ts';
import { listFromConfig } from '../list-from-config.ts';

const DomainsOutput = z.object({
  username: z.string(),
  domains: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(DOMAIN_KINDS),
      docroot: z.string().nullable().meta({ description: 'null: it shows the primary site.' }),
    }),
  ),
});

const Identity = z.object({ home_dir: z.string().catch('') }).catch({ home_dir: '' });

export const listDomains: Command = {
  name: 'list',
  summary: 'list the domains of an account and their document roots',
  positionals: [{ name: 'USER', kind: 'account' }],
  examples: [{ line: 'jopanel domain list joko', help: 'as its files say' }],
  output: async () => DomainsOutput,
  run: (invocation) =>
    listFromConfig(invocation, {
      name: 'domains',
      rowsOf: ({ domains, account }) =>
        domainEntries(domains, Identity.parse(account).home_dir).map(({ name, kind, docroot }) => ({
          name,
          kind,
          docroot,
        })),
      columns: [
        { title: 'DOMAIN', text: ({ name }) => name },
        { title: 'KIND', text: ({ kind }) => kind },
        { title: 'DOCUMENT ROOT', text: ({ docroot }) => docroot ?? '' },
      ],
      empty: (username) => `${username} has no domain.\n`,
    }),
};
