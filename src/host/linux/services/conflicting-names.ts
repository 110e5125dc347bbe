// A name that two servers of nginx claim: nginx only warns, serves the one that it met first, and so lets an account
// take the place of another server without a word.

import { readFile } from 'node:fs/promises';
import { parseNginxConfig } from '../../../model/nginx-config.ts';
import { errorCode } from '../../error-code.ts';
import type { FileChange } from '../../root-files.ts';
import type { CheckResult } from '../../services.ts';

const WARNING = /conflicting server name "([^"]+)" on (\S+), ignored/g;

/**
 * Refuses changes that bring in such a name. One that is live already keeps no change back: the account could not even
 * be suspended.
 *
 * @param output what `nginx -t` said of the candidate
 */
export async function refuseConflictingNames(
  changes: readonly FileChange[],
  output: string,
): Promise<CheckResult> {
  const conflicts = new Map([...output.matchAll(WARNING)].map(([, name = '', at = '']) => [name, at]));
  if (conflicts.size === 0) return { ok: true };
  const added = new Set<string>();
  for (const { path, text } of changes) {
    const before = new Set(serverNames(await readIfThere(path)));
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

async function readIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return '';
    throw error;
  });
}
