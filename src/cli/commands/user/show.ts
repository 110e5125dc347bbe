// `jopanel user show USER`: prints the six files as they are on disk.

import { ConfigAnswer } from '../../../status/routes/config.ts';
import type { Command } from '../../command-line/command.ts';
import { statusClient } from '../../daemon/status-client.ts';
import { failed, printJson } from '../../output/report-failure.ts';
import { safe } from '../../terminal/terminal.ts';

export const show: Command = {
  name: 'show',
  summary: 'print the files of an account, without secrets',
  positionals: [{ name: 'USER', kind: 'account' }],
  examples: [{ line: 'jopanel --json user show joko | jq .limits', help: 'one file, for a program' }],
  output: async () => ConfigAnswer,
  async run(invocation) {
    const { positionals, terminal, json } = invocation;
    const [username = ''] = positionals;
    const client = await statusClient({ socket: invocation.socket, offline: true });
    const config = await client.get(`/v1/users/${encodeURIComponent(username)}/config`, ConfigAnswer);
    if (!config.ok) return failed(invocation, config.message);
    if (json) printJson(invocation, config.value);
    else {
      const { account, limits, domains, services, ssh, meta, source } = config.value;
      if (source === 'journal') terminal.out('The folder is gone; this is the last accepted set.\n\n');
      for (const [name, value] of Object.entries({ account, limits, domains, services, ssh, meta })) {
        const text = JSON.stringify(value, null, 2)
          .split('\n')
          .map((line) => safe(line))
          .join('\n');
        terminal.out(`${terminal.paint('bold', `${name}.json`)}\n${text}\n\n`);
      }
    }
    return 0;
  },
};
