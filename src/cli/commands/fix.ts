// `jopanel fix USER…|--all`: owners and modes of the files of sets.

import { z } from 'zod';
import { fixSet } from '../../host/users-folder/fix-set.ts';
import { quoted } from '../../model/quoted.ts';
import { openDesiredState } from '../change/desired-state.ts';
import type { Command } from '../command-line/command.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { count } from '../terminal/format.ts';

const FixOutput = z.object({
  checked: z.int(),
  fixed: z.array(
    z.object({
      username: z.string(),
      files: z.array(
        z.object({
          name: z.string().meta({ description: '`.`: the folder.' }),
          was: z.array(z.string()).meta({ description: 'Such as `owner 1000` or `mode 0664`.' }),
        }),
      ),
    }),
  ),
});

const LOCK_WAIT_MS = 5000;

export const fix: Command = {
  name: 'fix',
  summary: 'give the files of sets to root, with the modes that they must have',
  description: `The daemon refuses files that another user owns or could have written, because these may not say what root
wants. Look at what they say first: jopanel diff USER. Links and files with a second name are left alone.`,
  positionals: [{ name: 'USER', kind: 'account', optional: true, many: true }],
  options: { all: { help: 'every account that has a folder' } },
  examples: [
    { line: 'jopanel fix joko', help: 'one account' },
    { line: 'jopanel fix --all', help: 'after a copy from another machine, such as rsync -a' },
  ],
  root: true,
  output: async () => FixOutput,
  async run(invocation) {
    const { positionals, terminal, json, flag } = invocation;
    if (flag('all') === positionals.length > 0) return { wrongUsage: 'name accounts, or say --all' };
    const { users } = await openDesiredState();
    const listing = users.list();
    if (flag('all') && listing.state !== 'ok')
      return failed(invocation, `${users.path} cannot be listed\nsee: jopanel doctor`);
    const usernames = flag('all') && listing.state === 'ok' ? listing.usernames : positionals;
    const fixed: z.infer<typeof FixOutput>['fixed'] = [];
    for (const username of usernames) {
      const locked = await users.withLock(username, { waitMs: LOCK_WAIT_MS }, async () =>
        fixSet(users.path, username),
      );
      if (!locked.ok)
        return failed(invocation, `${username} was not changed: ${locked.why}\ntry again in a moment`);
      if (locked.value === undefined)
        return failed(invocation, `there is no account ${quoted(username)}\nsee: jopanel user list`);
      if (locked.value.length === 0) continue;
      fixed.push({ username, files: locked.value.map(({ name, was }) => ({ name, was: [...was] })) });
    }
    if (json) printJson(invocation, { checked: usernames.length, fixed });
    else {
      for (const { username, files } of fixed)
        for (const { name, was } of files)
          terminal.out(`${username}${name === '.' ? '' : `/${name}`}: ${was.join(', ')}; set right\n`);
      if (fixed.length === 0)
        terminal.out(`${count(usernames.length, 'set')} checked: all are root's alone.\n`);
    }
    return 0;
  },
};
