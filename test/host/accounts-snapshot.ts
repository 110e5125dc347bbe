// Linux users as values, for tests that need a host's accounts and no host.

import type { AccountsSnapshot, LinuxGroup, LinuxUser } from '../../src/host/accounts.ts';

export function linuxUser(name: string, uid: number, more: Partial<LinuxUser> = {}): LinuxUser {
  return {
    name,
    uid,
    gid: uid,
    comment: '',
    home: `/home/${name}`,
    shell: '/bin/bash',
    password: '*',
    expiresOnDay: undefined,
    ...more,
  };
}

/** Every user has a group of its own, which has the same name and no further members. */
export function accountsSnapshot(users: readonly LinuxUser[] = []): AccountsSnapshot {
  const groups = users.map(({ name, gid }): LinuxGroup => ({ name, gid, members: [] }));
  return {
    users: new Map(users.map((user) => [user.name, user])),
    usersByUid: new Map(users.map((user) => [user.uid, user])),
    groups: new Map(groups.map((group) => [group.name, group])),
    groupsByGid: new Map(groups.map((group) => [group.gid, group])),
  };
}
