// Tells whether the database still says what it said: over all that a plan is made of, and nothing else.

import { createHash } from 'node:crypto';
import stringify from 'fast-json-stable-stringify';
import type { RawTables } from './source.ts';

/**
 * Logins go on meanwhile: when a row was last touched is no part of it, nor is a password unless it is carried
 * over.
 */
export function digestOf(tables: RawTables, { withPasswords }: { readonly withPasswords: boolean }): string {
  const hash = createHash('sha256');
  for (const [table, rows] of Object.entries(tables).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const texts = rows.map((row) => {
      const { password_hash, updated_at: _, ...rest } = row;
      return stringify(withPasswords && table === 'users' ? { ...rest, password_hash } : rest);
    });
    hash.update(`${table}\n${texts.sort().join('\n')}\n`);
  }
  return `sha256:${hash.digest('hex')}`;
}
