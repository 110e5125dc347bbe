// The databases of accounts on the host's own MariaDB, as its root sees them over the socket. It never uses the login
// of the mirror, which may be on another server.

import type { Failures } from './failures.ts';

/** What a user may do in one database. `frozen`: read, delete and drop, but add nothing. */
export type DatabaseAccess = 'read_write' | 'read_only' | 'frozen';

/** How a user proves who it is: by being the Linux user of that name, or by a password. */
export type DatabaseLogin = { readonly via: 'socket' } | { readonly via: 'password'; readonly hash: string };

export interface FoundDatabaseUser {
  /** Undefined: in some other way. */
  readonly login: DatabaseLogin | undefined;
  readonly isLocked: boolean;
  /** Whether a program is connected as this user now. */
  readonly isConnected: boolean;
  /** By the pattern of the grant, in which `\_` is a plain underscore. */
  readonly grants: ReadonlyMap<string, DatabaseAccess | 'other'>;
  /** Whether it has rights on the server, on single tables or routines, or a role. */
  readonly hasOtherRights: boolean;
}

export type FoundMariaDb =
  /** `why`: a sentence that says what to do. */
  | { readonly state: 'absent'; readonly why: string }
  | { readonly state: 'down'; readonly why: string }
  | {
      readonly state: 'up';
      /** The server takes writes from a server that it copies, and from no other client. */
      readonly isReadOnly: boolean;
      /** By name, the comment of each. */
      readonly databases: ReadonlyMap<string, string>;
      /** Those who log in from this host, by name. */
      readonly users: ReadonlyMap<string, FoundDatabaseUser>;
    };

/** One SQL statement. The server has no transactions around these, so each is found done or not done. */
export type DatabaseStatement =
  | { readonly kind: 'create-database'; readonly database: string; readonly comment: string }
  | { readonly kind: 'mark-database'; readonly database: string; readonly comment: string }
  | { readonly kind: 'drop-database'; readonly database: string }
  | { readonly kind: 'create-user'; readonly user: string; readonly login: DatabaseLogin }
  | { readonly kind: 'set-login'; readonly user: string; readonly login: DatabaseLogin }
  | { readonly kind: 'lock'; readonly user: string }
  | { readonly kind: 'unlock'; readonly user: string }
  | { readonly kind: 'drop-user'; readonly user: string }
  | { readonly kind: 'end-connections'; readonly user: string }
  /** Of every kind, so that the right to grant and rights on the whole server go as well. */
  | { readonly kind: 'revoke-all'; readonly user: string }
  /** Of one database, but for the right to grant. */
  | { readonly kind: 'revoke'; readonly user: string; readonly pattern: string }
  | {
      readonly kind: 'grant';
      readonly user: string;
      readonly database: string;
      readonly access: DatabaseAccess;
    };

export interface MariaDbReader {
  /**
   * Everything that bears the name of one of these accounts, or begins with it and `_`. A server that does not answer
   * soon counts as down, and is not asked again for some seconds.
   */
  observe(usernames: readonly string[]): Promise<FoundMariaDb>;
  /**
   * Bytes of data and indexes, by database. Counting opens every table, so it is given a small share of the time: what
   * was counted last is given until that allows for more. Databases that could not be counted are left out.
   */
  sizes(databases: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

export interface MariaDb extends MariaDbReader {
  /**
   * Runs the statements of many accounts over one connection, each account's in order up to the first that fails.
   *
   * @returns failures by account
   */
  run(batches: ReadonlyMap<string, readonly DatabaseStatement[]>): Promise<Failures>;
  /**
   * Writes the whole database to a new file and reads that back: all its tables, and the mark of a dump that is whole.
   *
   * @throws when it is not whole; there is no file of that name then
   */
  dump(database: string, file: string, stop: AbortSignal): Promise<void>;
}

/** The database that a pattern names, where it names one alone. */
export function patternDatabase(pattern: string): string {
  return pattern.replace(/\\(.)/g, '$1');
}

/** A name as a grant has it: there, `_` and `%` would stand for any characters. */
export function grantPattern(database: string): string {
  return database.replace(/[\\_%]/g, '\\$&');
}
