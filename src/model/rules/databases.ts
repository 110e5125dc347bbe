// The users of databases reach databases of their own account only.

import type { Finding } from '../finding.ts';
import { nearestKey } from '../nearest-key.ts';
import type { PartialSet } from '../partial-set.ts';
import { quoted } from '../quoted.ts';

export function checkDatabaseUsers({ services }: PartialSet): Finding[] {
  const { databases, users } = services.mariadb ?? {};
  const names = databases?.map((database) => database?.name);
  // While a name is unreadable, a database may exist that is not seen.
  if (names === undefined || names.includes(undefined)) return [];
  const known = names.flatMap((name) => name ?? []);
  return (users ?? []).flatMap((user, index) =>
    Object.keys(user?.databases ?? {}).flatMap((name): Finding[] => {
      if (known.some((each) => each === name)) return [];
      const nearest = nearestKey(name, known);
      return [
        {
          file: 'services.json',
          path: ['mariadb', 'users', index, 'databases', name],
          at: 'key',
          message: `is no database of this account: ${quoted(name)}`,
          remedy: nearest === undefined ? 'list it in mariadb.databases' : `did you mean ${nearest}?`,
        },
      ];
    }),
  );
}
