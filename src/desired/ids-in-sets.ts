import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import { parseDocument } from '../model/json/parse-document.ts';

/** Every uid and gid that some set asks for. Refused sets count too, because they may be corrected later. */
export function idsInSets(users: UsersFolder): Set<number> {
  const ids = new Set<number>();
  const listing = users.list();
  for (const name of listing.state === 'ok' ? listing.usernames : []) {
    const set = users.read(name);
    const bytes = set.state === 'read' ? set.files.get('account.json') : undefined;
    const parsed = bytes === undefined ? undefined : parseDocument(bytes);
    const value = parsed?.ok ? parsed.document.value : undefined;
    if (typeof value !== 'object' || value === null) continue;
    if ('uid' in value && typeof value.uid === 'number') ids.add(value.uid);
    if ('gid' in value && typeof value.gid === 'number') ids.add(value.gid);
  }
  return ids;
}
