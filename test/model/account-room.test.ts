import { expect, test } from 'vitest';
import { accountRoom, type HostLimits } from '../../src/model/account-room.ts';

const AMPLE: HostLimits = {
  userIds: 50_000,
  nginxFiles: 524_288,
  files: Number.MAX_SAFE_INTEGER,
  watches: 1_048_576,
  processes: 4_194_304,
  cores: 4,
  memory: 64 * 2 ** 30,
};

test('where all else is ample the user ids are used up first', () => {
  expect(accountRoom(AMPLE)[0]).toEqual({
    limit: 'user_ids',
    accounts: 50_000,
    remedy: 'raise uid_max in /etc/jopanel/jopaneld.json; systemctl reload jopaneld',
  });
});

test.each<[Partial<HostLimits>, string, number]>([
  // Two logs of each account, twice while nginx reloads.
  [{ nginxFiles: 20_000 }, 'nginx_open_files', 4750],
  [{ watches: 8192 }, 'inotify_watches', 3596],
  [{ processes: 32_768 }, 'processes', 10_589],
  [{ files: 101_000 }, 'open_files', 5000],
  // 254 KiB of each, beside half a GiB.
  [{ memory: 2 * 2 ** 30 }, 'memory', 6192],
  [{ memory: 2 ** 28 }, 'memory', 0],
  [{ watches: 10 }, 'inotify_watches', 0],
])('%o: the %s allow %d', (limits, limit, accounts) => {
  expect(accountRoom({ ...AMPLE, ...limits })[0]).toMatchObject({ limit, accounts });
});

test('what the host does not say is left out', () => {
  const rooms = accountRoom({ ...AMPLE, watches: undefined, files: undefined });
  expect(rooms.map(({ limit }) => limit)).toEqual(['user_ids', 'nginx_open_files', 'memory', 'processes']);
});
