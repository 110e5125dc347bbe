// The whole plan: every V1 user on its own, then all of them together with the accounts that are there already.

import { freeIds } from '../../src/desired/free-ids.ts';
import { supplementaryGroups } from '../adopt/adoption-findings.ts';
import type { V1User } from '../rows/rows.ts';
import type { V1Source } from '../rows/source.ts';
import { type AccountMigration, withoutFiles } from './account-migration.ts';
import { contestedClaims, contestedFindings } from './contested-claims.ts';
import { generalNotes } from './general-notes.ts';
import { abandonedNote } from './hosted-users.ts';
import { htaccessNotes } from './htaccess.ts';
import type { MigrationFinding } from './migration-finding.ts';
import type { HostSurvey, OwnRows, PlanChoices, PlanContext } from './plan-context.ts';
import type { PlannedFiles, SavedPlan } from './plan-file.ts';
import { planV1User } from './plan-v1-user.ts';
import { proposeUsername } from './propose-username.ts';

export type Planned = Pick<SavedPlan, 'rows' | 'general' | 'accounts' | 'files'>;

export function planV1(source: V1Source, host: HostSurvey, choices: PlanChoices): Planned {
  const rowsOf = ownRows(source);
  const context = contextOf(source, host, choices);
  const planned = source.users.map((user) => ({ user, ...planV1User(user, rowsOf(user), context) }));
  const clashes = contestedClaims(planned, host);
  const settled = planned.map((one): AccountMigration => {
    const problems = clashes.get(one.entry.username);
    if (one.account === undefined) return one;
    if (problems === undefined) return withNotes(one, htaccessNotes(one.account, host.htaccess));
    const contested = contestedFindings(problems, one.account);
    return withoutFiles(one.user, rowsOf(one.user), 'held', [...one.entry.findings, ...contested]);
  });
  const { users, packages, domains, databases, ftp_accounts, settings, unreadable } = source;
  const lost = (table: string) => unreadable.filter((row) => row.table === table).length;
  return {
    rows: {
      users: users.length + lost('users'),
      packages: packages.length + lost('packages'),
      domains: domains.length + lost('domains'),
      databases: databases.length + lost('databases'),
      ftp_accounts: ftp_accounts.length + lost('ftp_accounts'),
      settings,
    },
    general: [...generalNotes(source), ...abandonedNotes(source, host)],
    accounts: settled.map(({ entry }) => entry),
    files: Object.fromEntries(
      settled.flatMap(({ entry, files }) => (files === undefined ? [] : [[entry.username, plain(files)]])),
    ),
  };
}

function withNotes(one: AccountMigration, notes: readonly MigrationFinding[]): AccountMigration {
  return notes.length === 0
    ? one
    : { ...one, entry: { ...one.entry, findings: [...one.entry.findings, ...notes] } };
}

/** Sets that were written for rows which are no longer in V1, or which have another name there. */
function abandonedNotes({ users, unreadable }: V1Source, { migrated, sets }: HostSurvey): MigrationFinding[] {
  const names = new Set(users.map(({ username }) => username));
  const unread = new Set(unreadable.flatMap(({ table, userId }) => (table === 'users' ? [userId] : [])));
  return migrated
    .filter(({ id, username }) => sets.has(username) && !names.has(username) && !unread.has(id))
    .map(abandonedNote);
}

function ownRows({ domains, databases, ftp_accounts, packages, unreadable }: V1Source) {
  const byUser = {
    domains: Map.groupBy(domains, ({ user_id }) => user_id),
    databases: Map.groupBy(databases, ({ user_id }) => user_id),
    ftp: Map.groupBy(ftp_accounts, ({ user_id }) => user_id),
    unreadable: Map.groupBy(
      unreadable.filter(({ table }) => table !== 'users'),
      ({ userId }) => userId,
    ),
  };
  const packageById = new Map(packages.map((pack) => [pack.id, pack]));
  const unreadablePackages = new Map(
    unreadable.flatMap((row) => (row.packageId === undefined ? [] : [[row.packageId, row] as const])),
  );
  return ({ id, package_id }: V1User): OwnRows => ({
    domains: byUser.domains.get(id) ?? [],
    databases: byUser.databases.get(id) ?? [],
    ftpAccounts: byUser.ftp.get(id) ?? [],
    pack: package_id === null ? undefined : packageById.get(package_id),
    unreadable: byUser.unreadable.get(id) ?? [],
    unreadablePackage: package_id === null ? undefined : unreadablePackages.get(package_id),
  });
}

function contextOf({ users }: V1Source, host: HostSurvey, choices: PlanChoices): PlanContext {
  const live = Map.groupBy(
    users.filter(({ deleted_at }) => deleted_at === null),
    ({ username }) => username,
  );
  const promised = new Set<string>();
  const isTaken = (name: string) =>
    live.has(name) ||
    promised.has(name) ||
    host.sets.has(name) ||
    host.accounts.users.has(name) ||
    host.accounts.groups.has(name);
  return {
    host,
    choices,
    namesakes: (username) => live.get(username)?.length ?? 0,
    freeName(text) {
      const name = proposeUsername(text, isTaken);
      promised.add(name);
      return name;
    },
    nextId: idsFrom(host),
    groupsOf: supplementaryGroups(host.accounts, host.allowedGroups),
  };
}

function idsFrom({ idRange, knownIds, homes, ...host }: HostSurvey): () => number | undefined {
  return freeIds({
    ...host,
    range: idRange,
    known: knownIds,
    ofHomes: [...homes.values()].flatMap(({ uid, gid }) => [uid, gid]),
  });
}

function plain(files: ReadonlyMap<string, object>): PlannedFiles {
  return Object.fromEntries(
    [...files].map(([name, value]) => [name, Object.fromEntries(Object.entries(value))]),
  );
}
