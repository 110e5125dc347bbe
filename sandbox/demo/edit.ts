/** Shows how long one edit takes to reach a visitor. */

import { desiredRevision, formatJson, readSetFile, setPath, waitApplied } from '../account-sets.ts';
import type { Inside } from '../inside.ts';
import { alias, page, username } from './reference.ts';

export async function showEdit(host: Inside): Promise<string[]> {
  const domains = await readSetFile(host, username, 'domains');
  const aliases = Array.isArray(domains.alias_domains) ? domains.alias_domains : [];
  await host.addHosts([alias]);
  const script = '/usr/lib/jopanel/sandbox/demo/first-answer.ts';
  const { stdout } = await host.run(['node', script, setPath(username, 'domains'), alias, page], {
    input: formatJson({ ...domains, alias_domains: [...aliases, alias] }),
  });
  const { ms, requests }: { ms: number; requests: number } = JSON.parse(stdout);
  const revision = await desiredRevision(host, username);
  await waitApplied(host, username, revision);
  return [
    `${ms.toFixed(0)} ms from the rename of domains.json to http://${alias}/ (request ${requests})`,
    `last_applied_revision is now ${revision}`,
  ];
}
