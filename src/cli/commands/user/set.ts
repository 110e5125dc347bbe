// `jopanel user set USER KEY=VALUE…`: changes single values, for scripts.

import { type Assignment, editsOf, parseAssignment } from '../../change/assignments.ts';
import { changeSet } from '../../change/change-set.ts';
import { WrittenOutput } from '../../change/finish.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command } from '../../command-line/command.ts';

export const set: Command = {
  name: 'set',
  summary: 'change single values, for scripts',
  description: `Each argument is FILE.KEY=VALUE. The value is a text where the schema of the key wants one; elsewhere it is parsed
as JSON where it is valid JSON. An empty value removes the key. += and -= add to a list and remove from it; an entry that
has a name is added and removed by it, and KEY.NAME.… is a key of it. Everything else in the files stays as it is, to the byte. Either
all of it is written, or nothing.`,
  positionals: [
    { name: 'USER', kind: 'account' },
    { name: 'KEY=VALUE', kind: 'assignment', many: true },
  ],
  options: WAIT_OPTIONS,
  examples: [
    { line: 'jopanel user set joko limits.disk_quota_mb=20480', help: 'a number' },
    { line: 'jopanel user set joko domains.alias_domains+=shop.example', help: 'one more in a list' },
    { line: 'jopanel user set joko services.php.version=8.3 --wait', help: 'and wait until it is applied' },
  ],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation) {
    const [username = '', ...texts] = invocation.positionals;
    const assignments: Assignment[] = [];
    for (const text of texts) {
      const assignment = parseAssignment(text);
      if (typeof assignment === 'string') return { wrongUsage: assignment };
      assignments.push(assignment);
    }
    return changeSet(invocation, username, {
      action: 'set_user',
      done: 'is changed',
      edits: (current) => editsOf(assignments, current),
    });
  },
};
