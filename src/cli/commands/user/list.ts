// `jopanel user list`: lists all accounts by name.

import { z } from 'zod';
import { AccountAnswer } from '../../../status/answers/account-answer.ts';
import type { Command } from '../../command-line/command.ts';
import { fetchAllAccounts } from '../../daemon/fetch-all-accounts.ts';
import { statusClient } from '../../daemon/status-client.ts';
import { failed, printJson } from '../../output/report-failure.ts';
import { table } from '../../terminal/table.ts';
import { NO_ACCOUNTS } from '../../views/overview.ts';
import { paintPhase } from '../../views/phases.ts';

export const list: Command = {
  name: 'list',
  summary: 'list all accounts by name',
  options: {
    status: { value: 'STATUS', kind: ['active', 'suspended'], help: 'only accounts with this status' },
    package: { value: 'NAME', kind: 'text', help: 'only accounts of this package' },
  },
  examples: [{ line: 'jopanel --json user list | jq -r ".users[].username"', help: 'only the names' }],
  output: async () => z.object({ users: z.array(AccountAnswer) }),
  async run(invocation) {
    const { terminal, screen, json, text } = invocation;
    const client = await statusClient({ socket: invocation.socket, offline: true });
    const status = text('status');
    const found = await fetchAllAccounts(client, status === undefined ? {} : { status });
    if (!found.ok) return failed(invocation, found.message);
    const wanted = text('package');
    const users = found.value.filter((user) => wanted === undefined || user.package === wanted);
    if (json) printJson(invocation, { users });
    else if (found.value.length === 0 && status === undefined) terminal.out(NO_ACCOUNTS);
    else if (users.length === 0) terminal.out('No accounts match.\n');
    else {
      terminal.out(
        table(
          users,
          [
            { title: 'ACCOUNT', text: ({ username }) => username },
            { title: 'UID', text: ({ uid }) => String(uid ?? '-') },
            { title: 'STATUS', text: (user) => user.status ?? '-' },
            {
              title: 'PHASE',
              text: ({ phase }) => phase,
              paint: ({ phase }, cell) => paintPhase(terminal, phase, cell),
            },
            { title: 'PACKAGE', text: (user) => user.package ?? '-' },
            { title: 'DOMAIN', text: ({ primary_domain }) => primary_domain ?? '-' },
            { title: 'E-MAIL', text: ({ contact_email }) => contact_email ?? '-' },
          ],
          { terminal, width: screen.columns },
        ),
      );
    }
    return 0;
  },
};
