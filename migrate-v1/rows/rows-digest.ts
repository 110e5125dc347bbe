// A digest of everything in the database that a plan depends on. By it a plan is known to fit the rows still.

import { createHash } from 'node:crypto';
import stringify from 'fast-json-stable-stringify';
import type { RawTables } from './source.ts';

/** Other rows refer to these by id. The ids of all other rows serve only to name a row to a person. */
const REFERENCED = ['users', 'packages'];

/**
 * Logins go on during a migration, so the time of a row's last change is left out, and so is a password that is
 * not carried over.
 */
export function rowsDigest(
  tables: RawTables,
  { withPasswords }: { readonly withPasswords: boolean },
): string {
  const hash = createHash('sha256');
  for (const [table, rows] of Object.entries(tables).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const texts = rows.map((row) => {
      const { id, password_hash, updated_at: _, ...rest } = row;
      if (!REFERENCED.includes(table)) return stringify(rest);
      return stringify(withPasswords && table === 'users' ? { ...rest, id, password_hash } : { ...rest, id });
    });
    hash.update(`${table}\n${texts.sort().join('\n')}\n`);
  }
  return `sha256:${hash.digest('hex')}`;
}
