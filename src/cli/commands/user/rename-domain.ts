// `jopanel user rename-domain USER OLD NEW`: a site gets another name; its document root stays.

import { changeSet } from '../../change/change-set.ts';
import { domainRenaming } from '../../change/domain-renaming.ts';
import { WrittenOutput } from '../../change/finish.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command } from '../../command-line/command.ts';

export const renameDomain: Command = {
  name: 'rename-domain',
  summary: 'give a site another name; its document root stays',
  description: `The primary domain, an addon domain, a subdomain or an alias. Subdomains and aliases below it, such as
www.OLD, are renamed with it, and so are the names in "sites". The files are served from where they are. Visitors
of the old name get no answer any more; to keep it: jopanel domain add USER OLD --alias.`,
  positionals: [
    { name: 'USER', kind: 'account' },
    { name: 'OLD', kind: 'text' },
    { name: 'NEW', kind: 'text' },
  ],
  options: WAIT_OPTIONS,
  examples: [
    { line: 'jopanel user rename-domain joko example.com example.org --wait', help: 'the primary domain' },
  ],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation) {
    const [username = '', old = '', wanted = ''] = invocation.positionals;
    return changeSet(invocation, username, {
      action: 'rename_domain',
      done: `is served as ${wanted} instead of ${old}`,
      edits: (current) => domainRenaming(current, old, wanted),
    });
  },
};
