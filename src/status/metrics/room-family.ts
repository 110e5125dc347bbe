import type { Room } from '../../model/account-room.ts';
import type { Family } from './exposition.ts';

export function roomFamily(rooms: readonly Room[]): Family {
  return {
    name: 'jopanel_accounts_most',
    help: 'Accounts that this host takes, with those that are there, before this limit is reached.',
    type: 'gauge',
    samples: rooms.map(({ limit, accounts }) => ({ labels: { limit }, value: accounts })),
  };
}
