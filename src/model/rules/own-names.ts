// Databases, their users and FTP accounts share a host with those of others, so each name begins with the username.

import type { Finding } from '../finding.ts';
import type { PartialSet } from '../partial-set.ts';
import { quoted } from '../quoted.ts';
import type { ValuePath } from '../value-path.ts';

const file = 'services.json';

export function checkOwnNames({ username, services }: PartialSet): Finding[] {
  const { databases, users } = services.mariadb ?? {};
  return [
    ...checkList(username, ['mariadb', 'databases'], databases),
    ...checkList(username, ['mariadb', 'users'], users),
    ...checkList(username, ['ftp', 'accounts'], services.ftp?.accounts),
  ];
}

function checkList(
  username: string,
  list: ValuePath,
  entries: readonly ({ readonly name?: string | undefined } | undefined)[] | undefined,
): Finding[] {
  const first = new Map<string, number>();
  return (entries ?? []).flatMap((entry, index): Finding[] => {
    const name = entry?.name;
    if (name === undefined) return [];
    const path = [...list, index, 'name'];
    if (!name.startsWith(`${username}_`)) {
      const message = `does not begin with ${username}_: ${quoted(name)}`;
      return [{ file, path, message, remedy: `write ${username}_ and a name of its own behind it` }];
    }
    // A server that keeps its data on a file system without cases takes two such names for one.
    const earlier = first.get(name.toLowerCase());
    if (earlier === undefined) {
      first.set(name.toLowerCase(), index);
      return [];
    }
    const message = `is ${quoted(name)}, as in /${list.join('/')}/${earlier}`;
    return [
      { file, path, message, remedy: 'give each a name that differs in more than the case of letters' },
    ];
  });
}
