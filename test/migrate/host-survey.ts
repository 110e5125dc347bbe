// A host as a plan sees it: values only.

import starter from '../../packages/starter.json' with { type: 'json' };
import type { LinuxGroup, LinuxUser } from '../../src/host/host.ts';
import type { HostSurvey, PlanChoices } from '../../src/migrate/v1/plan-context.ts';
import { DEFAULT_HOST_FACTS } from '../../src/model/host-facts.ts';
import { PackageTemplate } from '../../src/model/package-template.ts';

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

export function survey(users: readonly LinuxUser[] = [], more: Partial<HostSurvey> = {}): HostSurvey {
  const groups = users.map(({ name, gid }): LinuxGroup => ({ name, gid, members: [] }));
  return {
    accounts: {
      users: new Map(users.map((user) => [user.name, user])),
      usersByUid: new Map(users.map((user) => [user.uid, user])),
      groups: new Map(groups.map((group) => [group.name, group])),
      groupsByGid: new Map(groups.map((group) => [group.gid, group])),
    },
    facts: { ...DEFAULT_HOST_FACTS, phpVersions: ['8.2'] },
    phpVersions: ['8.2'],
    elsewhere: new Set(),
    homes: new Map(),
    certificates: new Set(),
    sets: new Map(),
    knownIds: [],
    uidOwner: () => undefined,
    gidOwner: () => undefined,
    holderOf: () => undefined,
    ...more,
  };
}

export function choices(more: Partial<PlanChoices> = {}): PlanChoices {
  return {
    template: PackageTemplate.parse(starter),
    templateName: 'starter',
    withPasswords: false,
    accept: new Set(),
    now: '2026-01-01T00:00:00Z',
    actor: 'admin:test',
    zone: 'UTC',
    ...more,
  };
}
