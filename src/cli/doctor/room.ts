// Says how many accounts this host takes, and which of its limits is reached first.

import { hostLimits } from '../../host/commands/host-limits.ts';
import { listFolder } from '../../host/users-folder/list-folder.ts';
import { accountRoom, type Room } from '../../model/account-room.ts';
import { count } from '../terminal/format.ts';
import { type CheckGroup, ok, warning } from './check.ts';

const NAMES: Readonly<Record<Room['limit'], string>> = {
  user_ids: 'user ids',
  nginx_open_files: 'files that nginx may open',
  open_files: 'files that all processes may open',
  inotify_watches: 'inotify watches',
  processes: 'processes',
  memory: 'memory, with two generations of nginx during a reload',
};

/** Early enough for a person to act before accounts are refused. */
const NEARLY = 0.8;

export const checkRoom: CheckGroup = async (settings) => {
  const listing = listFolder(settings.users_dir);
  if (listing.state !== 'ok') return [];
  const [nearest, ...others] = accountRoom(await hostLimits(settings));
  if (nearest === undefined) return [];
  const { limit, accounts, remedy } = nearest;
  const there = count(listing.usernames.length, 'account');
  const message = `${there} of ${accounts} that this host takes; used up first: ${NAMES[limit]}`;
  if (listing.usernames.length > NEARLY * accounts) return [warning('room', message, remedy)];
  const next = others.map((room) => `${NAMES[room.limit]}: ${room.accounts}`).join(', ');
  return [ok('room', `${message} (${next})`)];
};
