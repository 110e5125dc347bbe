// `jopanel user suspend` and `unsuspend`: turns everything of an account off without losing anything, and on again.

import type { AccountStatus } from '../../../model/files/account-file.ts';
import { changeSet } from '../../change/change-set.ts';
import { WrittenOutput } from '../../change/finish.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command } from '../../command-line/command.ts';

function statusCommand(name: 'suspend' | 'unsuspend', status: AccountStatus, summary: string): Command {
  return {
    name,
    summary,
    positionals: [{ name: 'USER', kind: 'account' }],
    options: WAIT_OPTIONS,
    examples: [{ line: `jopanel user ${name} joko --wait`, help: `returns when joko is ${status}` }],
    root: true,
    output: async () => WrittenOutput,
    run: (invocation) =>
      changeSet(invocation, invocation.positionals[0] ?? '', {
        action: `${name}_user`,
        done: `is set to ${status}`,
        override: { status },
        edits: () => [{ file: 'account.json', path: ['status'], value: status }],
      }),
  };
}

export const suspend = statusCommand(
  'suspend',
  'suspended',
  'turn off web, PHP, SSH, cron, FTP and apps; files are kept',
);
export const unsuspend = statusCommand('unsuspend', 'active', 'turn everything on again');
