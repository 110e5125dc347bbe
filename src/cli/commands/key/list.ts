import { z } from 'zod';
import { fingerprintOfKey } from '../../../model/values/key-fingerprint.ts';
import { ConfigAnswer } from '../../../status/routes/config.ts';
import type { Command } from '../../command-line/command.ts';
import { statusClient } from '../../daemon/status-client.ts';
import { failed, printJson } from '../../output/report-failure.ts';
import { table } from '../../terminal/table.ts';

export const KeysOutput = z.object({
  username: z.string(),
  keys: z.array(
    z.object({
      fingerprint: z.string().nullable().meta({ description: 'null: the line is no key.' }),
      type: z.string(),
      options: z.string().meta({ description: 'What stands before the key.' }),
      comment: z.string(),
    }),
  ),
});

const Ssh = z.object({ authorized_keys: z.array(z.string()) }).catch({ authorized_keys: [] });

export const listKeys: Command = {
  name: 'list',
  summary: 'list the SSH keys of an account',
  positionals: [{ name: 'USER', kind: 'account' }],
  examples: [{ line: 'jopanel key list joko', help: 'with fingerprints and comments' }],
  output: async () => KeysOutput,
  async run(invocation) {
    const { positionals, terminal, screen, json } = invocation;
    const [username = ''] = positionals;
    const client = await statusClient({ socket: invocation.socket, offline: true });
    const config = await client.get(`/v1/users/${encodeURIComponent(username)}/config`, ConfigAnswer);
    if (!config.ok) return failed(invocation, config.message);
    const keys = Ssh.parse(config.value.ssh).authorized_keys.map(described);
    if (json) printJson(invocation, { username, keys });
    else if (keys.length === 0)
      terminal.out(`${username} has no key.\nadd one: jopanel key add ${username} - < FILE\n`);
    else
      terminal.out(
        table(
          keys,
          [
            { title: 'FINGERPRINT', text: ({ fingerprint }) => fingerprint ?? 'no key' },
            { title: 'TYPE', text: ({ type }) => type },
            { title: 'COMMENT', text: ({ comment }) => comment },
            { title: 'OPTIONS', text: ({ options }) => options },
          ],
          { terminal, width: screen.columns },
        ),
      );
    return 0;
  },
};

function described(line: string): z.infer<typeof KeysOutput>['keys'][number] {
  const [, options = '', type = '', comment = ''] =
    /^(.*?)\s*((?:ssh|ecdsa|sk)-[A-Za-z0-9@.-]+)\s+[A-Za-z0-9+/=]+\s*(.*)$/.exec(line) ?? [];
  return { fingerprint: fingerprintOfKey(line) ?? null, type, options, comment };
}
