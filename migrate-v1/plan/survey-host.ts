// Looks at the host once, before planning: who and what is there already.

import path from 'node:path';
import { idsInSets } from '../../src/desired/ids-in-sets.ts';
import { readTrustedFile } from '../../src/host/files/read-trusted-file.ts';
import { readUserFile } from '../../src/host/files/read-user-file.ts';
import type { FolderInHome } from '../../src/host/homes.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { UsersFolder } from '../../src/host/users-folder/users-folder.ts';
import type { JournalReader } from '../../src/journal/reader.ts';
import type { Account } from '../../src/model/account.ts';
import { checkSet } from '../../src/model/check-set.ts';
import type { HostFacts } from '../../src/model/host-facts.ts';
import type { PackageTemplate } from '../../src/model/package-template.ts';
import { allocatedIds, type Settings } from '../../src/model/settings.ts';
import { looksLikeUsername } from '../../src/model/values/username.ts';
import { surveyUsers } from '../adopt/survey-users.ts';
import type { Migrated } from '../sets/migrated.ts';
import { homeOf } from './home-of.ts';
import type { HostSurvey } from './plan-context.ts';

export interface HostSources {
  readonly settings: Pick<Settings, 'allowed_groups' | 'uid_min' | 'uid_max' | 'uid_allocate'>;
  readonly host: HostReader;
  readonly users: UsersFolder;
  readonly facts: HostFacts;
  /** Undefined before the daemon ran for the first time. */
  readonly journal: JournalReader | undefined;
}

/**
 * @param usernames as V1 has them, whether they fit or not
 * @param roots document roots that V1 names
 * @param migrated rows that earlier runs have written a set for
 */
export async function surveyHost(
  { host, settings, users, facts, journal }: HostSources,
  usernames: readonly string[],
  template: PackageTemplate,
  migrated: readonly Migrated[],
  roots: readonly FolderInHome[],
): Promise<HostSurvey> {
  const names = [...new Set(usernames)].filter(looksLikeUsername);
  const accounts = await host.accounts.snapshot();
  const known = await host.accounts.lookUp(names.filter((name) => !accounts.users.has(name)));
  const homes = await host.homes.owners([
    ...facts.homeBases,
    ...names.map((name) => path.dirname(homeOf(template, name))),
  ]);
  const sets = readSets(users, facts);
  const adoptable = names.flatMap((name) => {
    const user = sets.has(name) ? undefined : accounts.users.get(name);
    if (user === undefined) return [];
    const groups = [...accounts.groups.values()].filter(({ members }) => members.includes(name));
    return [{ ...user, groups }];
  });
  const past = journal === undefined ? [] : [...journal.accounts()];
  return {
    accounts,
    facts,
    phpVersions: facts.phpVersions ?? [],
    elsewhere: new Set(known.keys()),
    homes,
    htaccess: await host.homes.holding(roots, '.htaccess'),
    certificates: new Set((await host.certificates.all()).flatMap((each) => (each.usable ? each.names : []))),
    mariadb: await host.mariadb.observe(names),
    sets,
    knownIds: [...idsInSets(users), ...past.flatMap(({ uid, gid }) => [uid ?? 0, gid ?? 0])],
    uidOwner: (uid) => journal?.uidOwner(uid),
    gidOwner: (gid) => journal?.gidOwner(gid),
    holderOf: (claim) => journal?.holderOf(claim),
    belongings: await surveyUsers(adoptable, { files: host.files, readTrustedFile, readUserFile }),
    allowedGroups: settings.allowed_groups,
    idRange: allocatedIds(settings),
    migrated,
  };
}

/** Undefined where the set is refused. */
export function readSets(users: UsersFolder, facts: HostFacts): Map<string, Account | undefined> {
  const listing = users.list();
  const names = listing.state === 'ok' ? listing.usernames : [];
  return new Map(
    names.map((name) => {
      const set = users.read(name);
      const checked = set.state === 'read' ? checkSet(name, set.files, facts) : undefined;
      return [name, checked?.ok ? checked.account : undefined];
    }),
  );
}
