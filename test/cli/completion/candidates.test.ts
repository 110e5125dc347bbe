// What the shells offer as completions.
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands/all-commands.ts';
import { candidatesFor } from '../../../src/cli/completion/candidates.ts';

test.each([
  [['sta'], ['status']],
  [['user', 'cr'], ['create']],
  [
    ['user', 'create', 'x', '--pa'],
    ['--package', '--password'],
  ],
  [['status', '--phase', 'f'], ['failed']],
  [['schema', 'a'], ['account.json']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['--socket', '/x', 'pl'], ['plan']],
  [['nothing', ''], []],
  [['status', '--phase', 'failed', '--al'], ['--all']],
])('%j: %j', async (words, offered) => {
  expect((await candidatesFor(words, COMMANDS)).words).toEqual(offered);
});

test('paths are left to the shell', async () => {
  expect(await candidatesFor(['validate', ''], COMMANDS)).toEqual({ words: [], files: true });
  expect(await candidatesFor(['--socket', ''], COMMANDS)).toEqual({ words: [], files: true });
});
