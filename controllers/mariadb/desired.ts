import { type DatabaseAccess, type DatabaseLogin, grantPattern } from '../../src/host/mariadb.ts';
import type { Account } from '../../src/model/account.ts';
import { BYTES_PER_MEGABYTE } from '../../src/model/bandwidth.ts';
import type { Target } from '../../src/model/target.ts';

export interface DesiredDatabaseUser {
  readonly name: string;
  readonly login: DatabaseLogin;
  /** By the pattern of the grant; `frozen` is no matter of the set. */
  readonly access: ReadonlyMap<string, { readonly database: string; readonly access: DatabaseAccess }>;
}

export interface DesiredMariaDb {
  /** `locked`: what is there is kept, and no login of the account works. */
  readonly state: 'open' | 'locked' | 'gone';
  readonly databases: readonly string[];
  /** The account's Linux user among them. */
  readonly users: readonly DesiredDatabaseUser[];
  /** All databases together; 0 for no limit. */
  readonly quotaBytes: number;
  readonly archiveDir: string;
}

export function desiredMariaDb(
  { account, lifecycle }: Target,
  { archiveDir }: { readonly archiveDir: string },
): DesiredMariaDb {
  const { mariadb } = account.services;
  const isOpen = lifecycle === 'active' && mariadb?.enabled === true;
  const whileThere = isOpen ? 'open' : 'locked';
  return {
    state: lifecycle === 'purged' ? 'gone' : whileThere,
    databases: mariadb?.databases.map(({ name }) => name) ?? [],
    users: usersOf(account),
    quotaBytes: (account.limits.database_quota_mb ?? 0) * BYTES_PER_MEGABYTE,
    archiveDir,
  };
}

function usersOf({ username, services: { mariadb } }: Account): DesiredDatabaseUser[] {
  if (mariadb === undefined) return [];
  const everything = mariadb.databases.map(({ name }) => [name, 'read_write'] as const);
  return [
    { name: username, login: { via: 'socket' }, access: accessTo(everything) },
    ...mariadb.users.map(desiredDatabaseUser),
  ];
}

/** A further user, as services.json has it. */
export function desiredDatabaseUser({ name, password_hash, databases }: DeclaredUser): DesiredDatabaseUser {
  return {
    name,
    login: { via: 'password', hash: password_hash },
    access: accessTo(Object.entries(databases)),
  };
}

interface DeclaredUser {
  readonly name: string;
  readonly password_hash: string;
  readonly databases: Readonly<Record<string, DatabaseAccess>>;
}

function accessTo(databases: Iterable<readonly [string, DatabaseAccess]>): DesiredDatabaseUser['access'] {
  return new Map(
    Array.from(databases, ([database, access]) => [grantPattern(database), { database, access }]),
  );
}
