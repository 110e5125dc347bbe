// A host as a plan sees it: values only.

import type { Belongings } from '../../migrate-v1/adopt/survey-users.ts';
import type { HostSurvey, PlanChoices } from '../../migrate-v1/plan/plan-context.ts';
import starter from '../../packages/starter.json' with { type: 'json' };
import type { LinuxUser } from '../../src/host/accounts.ts';
import { DEFAULT_HOST_FACTS } from '../../src/model/host-facts.ts';
import { PackageTemplate } from '../../src/model/package-template.ts';
import { accountsSnapshot } from '../host/accounts-snapshot.ts';

export const NOTHING_MORE: Belongings = {
  sudoers: [],
  capabilities: [],
  subordinateIds: [],
  lingers: false,
  hasCrontab: false,
  keyLines: [],
  unreadKeys: [],
};

export function survey(users: readonly LinuxUser[] = [], more: Partial<HostSurvey> = {}): HostSurvey {
  return {
    accounts: accountsSnapshot(users),
    facts: { ...DEFAULT_HOST_FACTS, phpVersions: ['8.2'] },
    phpVersions: ['8.2'],
    elsewhere: new Set(),
    homes: new Map(),
    htaccess: new Set(),
    certificates: new Set(),
    mariadb: { state: 'absent', why: 'MariaDB is not installed' },
    sets: new Map(),
    knownIds: [],
    uidOwner: () => undefined,
    gidOwner: () => undefined,
    holderOf: () => undefined,
    belongings: new Map(users.map(({ name }) => [name, NOTHING_MORE])),
    allowedGroups: [],
    idRange: { least: DEFAULT_HOST_FACTS.uidMin, most: DEFAULT_HOST_FACTS.uidMax },
    migrated: [],
    ...more,
  };
}

export function choices(more: Partial<PlanChoices> = {}): PlanChoices {
  return {
    template: PackageTemplate.parse(starter),
    templateName: 'starter',
    withPasswords: false,
    accept: new Set(),
    zone: 'UTC',
    ...more,
  };
}
