/**
 * Accounts of one policy get the same settings, unless a Match line of another hand names some of them.
 *
 * @param matches the criteria of the Match lines that sshd printed; one ends with `…` where sshd cut it
 * @param text our own file
 * @returns whether an account may get something else than others of its policy
 */
export function setApart(matches: readonly string[], text: string): (account: string) => boolean {
  const ours = [...text.matchAll(/^Match (.+)$/gm)].map(([, criteria = '']) => criteria);
  // An sshd that prints its Match lines in another form shows none of them here, not even ours.
  if (!ours.every((criteria) => matches.some((seen) => isTold(seen, criteria)))) return () => true;
  const named = new Set<string>();
  for (const seen of matches) {
    if (ours.some((criteria) => isTold(seen, criteria))) continue;
    const users = usersNamedBy(seen);
    if (users === undefined) return () => true;
    for (const user of users) named.add(user);
  }
  return (account) => named.has(account);
}

function isTold(seen: string, criteria: string): boolean {
  return seen.endsWith('…') ? criteria.startsWith(seen.slice(0, -1)) : seen === criteria;
}

// About the connection, so the same for every user.
const ABOUT_NO_USER = new Set(['all', 'host', 'address', 'localaddress', 'localport', 'rdomain']);

/** The users that a Match line can be about; undefined when that is not plain to see, as for a group or a pattern. */
function usersNamedBy(criteria: string): readonly string[] | undefined {
  const words = criteria.trim().split(/\s+/);
  const users: string[] = [];
  for (let next = 0; next < words.length; next += 2) {
    const [keyword = '', value = ''] = words.slice(next, next + 2);
    if (ABOUT_NO_USER.has(keyword.toLowerCase())) continue;
    if (keyword.toLowerCase() !== 'user' || !/^[\w,.-]+$/.test(value)) return undefined;
    users.push(...value.split(','));
  }
  return users;
}
