import { z } from 'zod';
import { fingerprintOfKey } from '../../../model/values/key-fingerprint.ts';
import type { Command } from '../../command-line/command.ts';
import { listFromConfig } from '../list-from-config.ts';

const KeysOutput = z.object({
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
  run: (invocation) =>
    listFromConfig(invocation, {
      name: 'keys',
      rowsOf: ({ ssh }) => Ssh.parse(ssh).authorized_keys.map(described),
      columns: [
        { title: 'FINGERPRINT', text: ({ fingerprint }) => fingerprint ?? 'no key' },
        { title: 'TYPE', text: ({ type }) => type },
        { title: 'COMMENT', text: ({ comment }) => comment },
        { title: 'OPTIONS', text: ({ options }) => options },
      ],
      empty: (username) => `${username} has no key.\nadd one: jopanel key add ${username} - < FILE\n`,
    }),
};

function described(line: string): z.infer<typeof KeysOutput>['keys'][number] {
  const [, options = '', type = '', comment = ''] =
    /^(.*?)\s*((?:ssh|ecdsa|sk)-[A-Za-z0-9@.-]+)\s+[A-Za-z0-9+/=]+\s*(.*)$/.exec(line) ?? [];
  return { fingerprint: fingerprintOfKey(line) ?? null, type, options, comment };
}
