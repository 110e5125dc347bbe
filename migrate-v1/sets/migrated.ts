// Which rows the migration has ever written a set for. A plan forgets a row that V1 deletes; this does not.

import { z } from 'zod';

export const Migrated = z.object({ id: z.int(), username: z.string() });
export type Migrated = z.infer<typeof Migrated>;

export const MigratedRows = z.object({ accounts: z.array(Migrated) });
export type MigratedRows = z.infer<typeof MigratedRows>;

export function union(...lists: readonly (readonly Migrated[] | undefined)[]): Migrated[] {
  const all = lists.flatMap((list) => list ?? []).map(({ id, username }) => ({ id, username }));
  return [...new Map(all.map((each) => [`${each.id} ${each.username}`, each])).values()];
}
