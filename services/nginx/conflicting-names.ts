// A name that two servers of nginx claim: nginx only warns, serves the one that it met first, and so lets an account
// take the place of another server without a word.

import type { HostReader } from '../../src/host/host.ts';
import type { CheckResult } from '../../src/host/services.ts';
import { parseNginxConfig } from '../../src/model/nginx-config.ts';
import type { Candidate } from '../service.ts';

const WARNING = /conflicting server name "([^"]+)" on (\S+), ignored/g;

/**
 * Refuses changes that bring in such a name. One that is live already keeps no change back: the account could not even
 * be suspended.
 */
export async function refuseConflictingNames(
  host: Pick<HostReader, 'files'>,
  { files, warnings }: Candidate,
): Promise<CheckResult> {
  const conflicts = new Map([...warnings.matchAll(WARNING)].map(([, name = '', at = '']) => [name, at]));
  if (conflicts.size === 0) return { ok: true };
  const added = new Set<string>();
  for (const { path, text } of files) {
    const live = await host.files.read(path);
    const before = new Set(serverNames(live.kind === 'file' ? live.text : ''));
    for (const name of serverNames(text ?? '')) if (!before.has(name)) added.add(name);
  }
  const complaints = [...conflicts]
    .filter(([name]) => added.has(name))
    .map(([name, at]) => `[error] conflicting server name "${name}" on ${at}: another server answers for it`);
  return complaints.length === 0 ? { ok: true } : { ok: false, output: complaints.join('\n') };
}

function serverNames(text: string): string[] {
  return parseNginxConfig(text).flatMap(({ words: [directive, ...names] }) =>
    directive === 'server_name' ? names : [],
  );
}
