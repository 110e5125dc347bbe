// `jopanel domain add` and `jopanel domain remove`: one name of domains.json.

import { changeSet } from '../../change/change-set.ts';
import { additionOf, removalOf } from '../../change/domain-entries.ts';
import { WrittenOutput } from '../../change/finish.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command } from '../../command-line/command.ts';

const USER = { name: 'USER', kind: 'account' } as const;
const NAME = { name: 'NAME', kind: 'text' } as const;

export const addDomain: Command = {
  name: 'add',
  summary: 'add a domain to an account',
  description: `A name below a domain of the account becomes a subdomain, any other one an addon domain with a document root
of its own. With --alias it is a further name of the primary site.`,
  positionals: [USER, NAME],
  options: {
    docroot: {
      value: 'PATH',
      kind: 'folder',
      help: 'its document root (default domains/NAME/public_html in the home)',
    },
    alias: { help: 'a further name of the primary site, without a document root of its own' },
    ...WAIT_OPTIONS,
  },
  examples: [
    { line: 'jopanel domain add joko shop.example --wait', help: 'an addon domain' },
    { line: 'jopanel domain add joko www.shop.example --alias', help: 'a further name of the primary site' },
  ],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation) {
    const [username = '', name = ''] = invocation.positionals;
    const docroot = invocation.text('docroot');
    const isAlias = invocation.flag('alias');
    if (isAlias && docroot !== undefined) return { wrongUsage: 'an alias has no document root of its own' };
    return changeSet(invocation, username, {
      action: 'add_domain',
      done: `has the domain ${name}`,
      edits: (current) => additionOf(current, { name, docroot, isAlias }),
    });
  },
};

export const removeDomain: Command = {
  name: 'remove',
  summary: 'take a domain away from an account; its files stay',
  positionals: [USER, NAME],
  options: WAIT_OPTIONS,
  examples: [{ line: 'jopanel domain remove joko shop.example', help: 'its document root is not touched' }],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation) {
    const [username = '', name = ''] = invocation.positionals;
    return changeSet(invocation, username, {
      action: 'remove_domain',
      done: `has no domain ${name} any more`,
      edits: (current) => removalOf(current, name),
    });
  },
};
