import { z } from 'zod';
import { ConfigAnswer } from '../../../status/routes/config.ts';
import { DOMAIN_KINDS, domainEntries } from '../../change/domain-entries.ts';
import type { Command } from '../../command-line/command.ts';
import { statusClient } from '../../daemon/status-client.ts';
import { failed, printJson } from '../../output/report-failure.ts';
import { table } from '../../terminal/table.ts';

export const DomainsOutput = z.object({
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
  async run(invocation) {
    const { positionals, terminal, screen, json } = invocation;
    const [username = ''] = positionals;
    const client = await statusClient({ socket: invocation.socket, offline: true });
    const config = await client.get(`/v1/users/${encodeURIComponent(username)}/config`, ConfigAnswer);
    if (!config.ok) return failed(invocation, config.message);
    const entries = domainEntries(config.value.domains, Identity.parse(config.value.account).home_dir);
    const domains = entries.map(({ name, kind, docroot }) => ({ name, kind, docroot }));
    if (json) printJson(invocation, { username, domains });
    else
      terminal.out(
        table(
          domains,
          [
            { title: 'DOMAIN', text: ({ name }) => name },
            { title: 'KIND', text: ({ kind }) => kind },
            { title: 'DOCUMENT ROOT', text: ({ docroot }) => docroot ?? '' },
          ],
          { terminal, width: screen.columns },
        ),
      );
    return 0;
  },
};
