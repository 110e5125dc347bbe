import { action } from '../action.ts';
import { bulkAction } from '../bulk.ts';
import type { Action } from '../controller.ts';
import { editNameLists, type NameListEdit } from '../name-list.ts';

/** The inventory's name for a line of ours in a list that others write as well. */
export function listItem(path: string, username: string): string {
  return `line:${path}:${username}`;
}

export function asideItem(username: string): string {
  return `crontab-aside:${username}`;
}

/** Takes an account into one of cron's lists, or out of it. */
export function editListAction(
  username: string,
  path: string,
  listed: boolean,
  direction: Action['direction'],
): Action {
  const item = listItem(path, username);
  return edit(
    username,
    path,
    `${listed ? 'write' : 'take'} ${username} ${listed ? 'into' : 'out of'} ${path}`,
    { path, name: username, listed },
    {
      direction,
      owns: listed ? [item] : [],
      releases: listed ? [] : [item],
    },
  );
}

const edit = bulkAction<NameListEdit>('cron-access', async (edits, host) => {
  await host.files.put(await editNameLists(host, [...edits.values()]));
  return new Map();
});

export function setAsideTableAction(username: string): Action {
  return action(
    'cron-access',
    username,
    'crontab',
    `set the crontab of ${username} aside`,
    (host) => host.cronTables.setAside(username),
    { direction: 'down', owns: [asideItem(username)] },
  );
}

export function putBackTableAction(username: string): Action {
  return action(
    'cron-access',
    username,
    'crontab',
    `put the crontab of ${username} back`,
    (host) => host.cronTables.putBack(username),
    { releases: [asideItem(username)] },
  );
}

export function forgetTableAction(username: string): Action {
  return action(
    'cron-access',
    username,
    'crontab',
    `remove the crontab of ${username}`,
    async (host) => {
      await host.cronTables.setAside(username);
      await host.cronTables.forget(username);
    },
    { direction: 'down', destructive: true, releases: [asideItem(username)] },
  );
}
