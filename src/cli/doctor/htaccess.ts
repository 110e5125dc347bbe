import path from 'node:path';
import { openHost } from '../../host/open-host.ts';
import { checkSet } from '../../model/check-set.ts';
import { hostFactsOf } from '../../model/host-facts.ts';
import { sitesOf } from '../../model/sites.ts';
import { count } from '../terminal/format.ts';
import { type CheckGroup, note, ok } from './check.ts';

const NAME = '.htaccess';
const MOST_NAMED = 5;

/** Apache reads these files and nginx does not: a folder that one of them closed may be open here. */
export const checkHtaccess: CheckGroup = async (settings, host) => {
  const { users } = await openHost(settings);
  const facts = hostFactsOf(await host.facts(), settings);
  const listing = users.list();
  const roots = (listing.state === 'ok' ? listing.usernames : []).flatMap((username) => {
    const set = users.read(username);
    const checked = set.state === 'read' ? checkSet(username, set.files, facts) : undefined;
    if (!checked?.ok) return [];
    const home = checked.account.account.home_dir;
    return sitesOf(checked.account).map(({ root }) => ({ home, path: path.relative(home, root) }));
  });
  const found = [...(await host.homes.holding(roots, NAME))];
  if (found.length === 0) return [ok(NAME, 'no document root has one')];
  const named = found.slice(0, MOST_NAMED).map((root) => `${root}/${NAME}`);
  const rest = found.length > MOST_NAMED ? ` and ${found.length - MOST_NAMED} more` : '';
  return [
    note(
      NAME,
      `nginx does not read these files, and ${count(found.length, 'document root')} has one: ${named.join(', ')}${rest}`,
      'look what each asks for; deny, password, headers, error_pages and redirect_to in domains.json say the same, then remove it',
    ),
  ];
};
