// Which lines of a set are never shown: an excerpt ends up in terminals, tickets and CI logs.

import type { Problem } from '../../model/problem.ts';

export function hidesItsLine({ file, pointer }: Problem, line: string): boolean {
  if (line.includes('PRIVATE KEY')) return true;
  if (file === 'account.json') return pointer === '/password_hash' || line.includes('password_hash');
  return file === 'services.json' && (/\/env(?:\/|$)/.test(pointer) || /"env"\s*:/.test(line));
}
