// Backends in three languages lead an account through its whole life, each as an ordinary user of the agent's group.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAgent, stopAgent } from './agent-client.ts';
import { sandbox } from './harness.ts';

const USERS = ['lifets', 'lifephp', 'lifego'];
const EXAMPLES = '/usr/lib/jopanel/client/examples';

beforeAll(startAgent);

afterAll(() => stopAgent(USERS));

test.each([
  ['lifets', ['/usr/lib/jopanel/node_modules/.bin/node', `${EXAMPLES}/whole-life.ts`]],
  ['lifephp', ['php', `${EXAMPLES}/whole-life.php`]],
  ['lifego', ['env', 'HOME=/home/panel', 'go', 'run', `${EXAMPLES}/whole-life.go`]],
])(
  'the example of %s creates, changes, suspends, asks about and retires its account',
  async (username, argv) => {
    const { stdout } = await sandbox.run([...argv, username, `${username}.example`], {
      user: 'panel',
      timeoutMs: 170_000,
    });
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^created with uid \d+, applied: true$/),
      // `updated_at` has the precision of a second, and the account was made a moment ago.
      expect.stringMatching(/^changed (account\.json, )?domains\.json, meta\.json$/),
      'a late writer is answered 412',
      'suspended and applied',
      expect.stringMatching(/^\d+ processes, 1 alias$/),
      'retired',
      '',
    ]);
    const { stdout: shadow } = await sandbox.run(['getent', 'shadow', username]);
    expect(shadow).toMatch(new RegExp(`^${username}:!`));
  },
);
