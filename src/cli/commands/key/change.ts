// `jopanel key add` and `jopanel key remove`: lines of authorized_keys in ssh.json.

import type { CurrentTexts, SetEdit } from '../../../desired/write-set.ts';
import { fingerprintOfKey } from '../../../model/values/key-fingerprint.ts';
import { parsePublicKey } from '../../../model/values/public-key.ts';
import { changeSet } from '../../change/change-set.ts';
import { WrittenOutput } from '../../change/finish.ts';
import { valueAt } from '../../change/value-at.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command } from '../../command-line/command.ts';
import { failed } from '../../output/report-failure.ts';
import { readStandardInput } from '../../terminal/prompt.ts';

const USER = { name: 'USER', kind: 'account' } as const;
const LIST = 'authorized_keys';

export const addKey: Command = {
  name: 'add',
  summary: 'add an SSH key to an account',
  description: `KEY is a whole line of a .pub file, in quotes; "-" reads lines from standard input. A key that is there
already gets the options and the comment of the new line.`,
  positionals: [USER, { name: 'KEY', kind: 'text' }],
  options: WAIT_OPTIONS,
  examples: [
    { line: 'jopanel key add joko - < id_ed25519.pub', help: 'from a file' },
    { line: 'jopanel key list joko', help: 'the keys that it has' },
  ],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation) {
    const [username = '', word = ''] = invocation.positionals;
    const text = word === '-' ? await readStandardInput() : word;
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
    if (lines.length === 0) return failed(invocation, 'there is no key\ngive a line of a .pub file');
    const keys: string[] = [];
    for (const [index, line] of lines.entries()) {
      const parsed = parsePublicKey(line);
      // The line itself is never shown: it may be a private key.
      if (!parsed.ok) return failed(invocation, `line ${index + 1} ${parsed.message}\n${parsed.remedy}`);
      keys.push(parsed.value);
    }
    return changeSet(invocation, username, {
      action: 'add_key',
      done: keys.length === 1 ? 'has the key' : `has the ${keys.length} keys`,
      edits: (current) => [{ file: 'ssh.json', path: [LIST], value: withKeys(keysIn(current), keys) }],
    });
  },
};

export const removeKey: Command = {
  name: 'remove',
  summary: 'take an SSH key away from an account',
  positionals: [USER, { name: 'FINGERPRINT', kind: 'text' }],
  options: WAIT_OPTIONS,
  examples: [
    {
      line: 'jopanel key remove joko SHA256:hAL9wZ3596e0DvezVD5m113xyzUZVWlRieLYA1E5HrI',
      help: 'see key list',
    },
  ],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation) {
    const [username = '', wanted = ''] = invocation.positionals;
    return changeSet(invocation, username, {
      action: 'remove_key',
      done: `has no key ${wanted} any more`,
      edits(current): readonly SetEdit[] | string {
        const keys = keysIn(current);
        const fingerprint = `SHA256:${wanted.replace(/^SHA256:/, '')}`;
        const left = keys.filter((line) => fingerprintOfKey(line) !== fingerprint);
        return left.length === keys.length
          ? `it has no key ${fingerprint}\nsee: jopanel key list ${username}`
          : [{ file: 'ssh.json', path: [LIST], value: left }];
      },
    });
  },
};

function keysIn(current: CurrentTexts): readonly unknown[] {
  const found = valueAt(current.get('ssh.json'), [LIST]);
  return Array.isArray(found) ? found : [];
}

/** A key keeps its place. */
function withKeys(there: readonly unknown[], added: readonly string[]): unknown[] {
  const keys = [...there];
  for (const line of added) {
    const fingerprint = fingerprintOfKey(line);
    const index = keys.findIndex((each) => fingerprintOfKey(each) === fingerprint);
    if (index < 0) keys.push(line);
    else keys[index] = line;
  }
  return keys;
}
