// What is said once an account has used up what it may: done, nothing is said.

import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Plan } from '../../controllers/controller.ts';
import { desiredQuota } from '../../controllers/disk-quota/desired.ts';
import { planQuota } from '../../controllers/disk-quota/plan.ts';
import { conflictOf } from '../../controllers/linux-user/conflict.ts';
import { desiredUser } from '../../controllers/linux-user/desired.ts';
import { checkNode } from '../../src/cli/doctor/programs.ts';
import { accountRoom } from '../../src/model/account-room.ts';
import { readQuery } from '../../src/status/query.ts';
import { sampleAccount } from '../controllers/sample-account.ts';
import { shown } from './shown.ts';

test('the disk', () => {
  const plan = (disk_quota_mb: number, usedKib: number): Plan => {
    const account = sampleAccount('joko', { account: { uid: 12010, gid: 12010 }, limits: { disk_quota_mb } });
    const kib = disk_quota_mb * 1024;
    const quota = { usedKib, softKib: kib, hardKib: kib, softFiles: 0, hardFiles: 0 };
    return planQuota(
      'joko',
      desiredQuota({ account, lifecycle: 'active' }),
      { state: 'on', mountPoint: '/home', byUid: new Map([[12010, quota]]) },
      { owns: () => true },
    );
  };
  const used = 100 * 1024;
  const said = plan(100, used).degraded?.message ?? '';
  shown('raise disk_quota_mb, or have the account make room', said);
  expect(plan(200, used).degraded).toBeUndefined();
  expect(plan(100, used / 2).degraded).toBeUndefined();
});

test('the numbers of a host', () => {
  const limits = { nginxFiles: 9000, files: 9000, watches: 9000, processes: 9000, cores: 1, memory: 2 ** 45 };
  const room = (userIds: number) => accountRoom({ ...limits, userIds });
  const [nearest] = room(10);
  shown('raise uid_max in /etc/jopanel/jopaneld.json; systemctl reload jopaneld', nearest?.remedy ?? '');
  expect(room(50_000)[0]?.limit).not.toBe('user_ids');
  const value = (limit: string) =>
    Number(/=(\d+)/.exec(room(10).find((each) => each.limit === limit)?.remedy ?? '')?.[1]);
  for (const [limit, key] of [
    ['open_files', 'files'],
    ['inotify_watches', 'watches'],
    ['processes', 'processes'],
    ['nginx_open_files', 'nginxFiles'],
  ] as const) {
    const before = room(10).find((each) => each.limit === limit)?.accounts ?? 0;
    const raised = accountRoom({ ...limits, userIds: 10, [key]: value(limit) });
    expect(raised.find((each) => each.limit === limit)?.accounts).toBeGreaterThan(before);
  }
});

test('a Node that is too old', () => {
  const { remedy } = checkNode('v24.1.0');
  shown('run /usr/lib/jopanel/bin/jopanel, which takes the Node 26 that came with it', remedy);
  expect(checkNode(process.version).state).toBe('ok');
});

test('a Linux user who lives otherwise', () => {
  const conflict = (uid: number, gid: number, found: object, ours = false) => {
    const account = sampleAccount('joko', { account: { uid, gid } });
    const desired = desiredUser({ account, lifecycle: 'active' }, { allowedGroups: [] });
    const observed = {
      user: undefined,
      group: undefined,
      uidHolder: undefined,
      gidHolder: undefined,
      otherGroups: [],
      isRunning: false,
      isBeingEnded: false,
      ...found,
    };
    return conflictOf(desired, observed, { user: ours, group: ours }) ?? '';
  };
  const group = { name: 'joko', gid: 12345, members: [] };
  expect(shown('write … in account.json', conflict(12010, 12010, { group }, true))).toContain('12345');
  expect(conflict(12010, 12345, { group, gidHolder: 'joko' }, true)).toBe('');
  // Another username has another group.
  shown(
    'it belongs to the system; choose another username',
    conflict(12010, 12010, { group: { ...group, gid: 995 } }),
  );
  expect(conflict(12010, 12010, {})).toBe('');
  const renamed = { uidHolder: 'jokoold' };
  expect(shown('if it was renamed, run: usermod --login … …', conflict(12010, 12010, renamed, true))).toBe(
    'if it was renamed, run: usermod --login joko jokoold',
  );
  expect(conflict(12010, 12010, { uidHolder: 'joko' }, true)).toBe('');
});

test('parameters that a path does not take', () => {
  const read = (schema: z.ZodObject, query: string) => {
    const found = readQuery(schema, new URLSearchParams(query));
    return found.ok ? '' : found.remedy;
  };
  const limited = z.strictObject({ limit: z.string().optional() });
  expect(shown('it takes: …', read(limited, 'lmit=3'))).toBe('it takes: limit');
  expect(read(limited, 'limit=3')).toBe('');
  shown('this path takes no parameters', read(z.strictObject({}), 'limit=3'));
  expect(read(z.strictObject({}), '')).toBe('');
});
