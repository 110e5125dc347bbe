// `jopanel search QUERY`: finds accounts by any words.

import { z } from 'zod';
import { AccountAnswer } from '../../status/answers/account-answer.ts';
import type { Command } from '../command-line/command.ts';
import { statusClient } from '../daemon/status-client.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { table } from '../terminal/table.ts';
import { paintPhase } from '../views/phases.ts';

const SearchOutput = z.object({ users: z.array(AccountAnswer) });

export const search: Command = {
  name: 'search',
  summary: 'find accounts by name, domain, e-mail or package',
  description: 'Every word has to occur somewhere in the account. The best match comes first.',
  positionals: [{ name: 'QUERY', kind: 'text', many: true }],
  options: { limit: { value: 'NUMBER', kind: 'number', help: 'the largest number of results (default 20)' } },
  examples: [{ line: 'jopanel search shop example.com', help: 'both words' }],
  output: async () => SearchOutput,
  async run(invocation) {
    const { positionals, terminal, screen, json, text } = invocation;
    const client = await statusClient({ socket: invocation.socket, offline: true });
    const query = new URLSearchParams({ q: positionals.join(' '), limit: text('limit') ?? '20' });
    const found = await client.get(`/v1/search?${query}`, SearchOutput);
    if (!found.ok) return failed(invocation, found.message);
    const { users } = found.value;
    if (json) printJson(invocation, found.value);
    else if (users.length === 0) terminal.out('No accounts match.\n');
    else
      terminal.out(
        table(
          users,
          [
            { title: 'ACCOUNT', text: ({ username }) => username },
            {
              title: 'PHASE',
              text: ({ phase }) => phase,
              paint: ({ phase }, cell) => paintPhase(terminal, phase, cell),
            },
            { title: 'PACKAGE', text: (user) => user.package ?? '-' },
            { title: 'E-MAIL', text: (user) => user.contact_email ?? '-' },
            { title: 'DOMAINS', text: ({ domains }) => domains.join(' ') },
          ],
          { terminal, width: screen.columns },
        ),
      );
    return 0;
  },
};
