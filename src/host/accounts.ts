// The accounts database of the host: passwd, group and shadow.

import type { Failures } from './failures.ts';

export interface NewUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
}

export interface LinuxUser extends NewUser {
  /** The password field of shadow: a hash, `*`, or one of these behind `!` when locked. */
  readonly password: string;
  /** Days since 1970 after which the account is expired, or undefined. */
  readonly expiresOnDay: number | undefined;
}

export interface LinuxGroup {
  readonly name: string;
  readonly gid: number;
  /** Users that are in it beside those whose primary group it is. */
  readonly members: readonly string[];
}

export interface AccountsSnapshot {
  readonly users: ReadonlyMap<string, LinuxUser>;
  readonly usersByUid: ReadonlyMap<number, LinuxUser>;
  readonly groups: ReadonlyMap<string, LinuxGroup>;
  readonly groupsByGid: ReadonlyMap<number, LinuxGroup>;
}

/** A user as every program of the host sees it, whether it is in /etc/passwd or in a directory service. */
export type PasswdEntry = Omit<NewUser, 'comment'>;

export interface AccountsReader {
  /** passwd, group and shadow, each read once. */
  snapshot(): Promise<AccountsSnapshot>;
  /** By name, through the name service of the host; without those that it does not know. */
  lookUp(names: readonly string[]): Promise<ReadonlyMap<string, PasswdEntry>>;
  /** Those of the uids that some living process has. */
  runningUids(uids: readonly number[]): Promise<ReadonlySet<number>>;
  /** Those of the uids whose processes are being ended at this moment. */
  beingEnded(uids: readonly number[]): ReadonlySet<number>;
  /** Calls back whenever the groups may have changed, until `stop` aborts. A change may be missed. */
  watchGroups(onChange: () => void, stop: AbortSignal): void;
}

export interface UserChange {
  readonly shell?: string;
  readonly comment?: string;
  /** The groups that it is to be in beside its own; it leaves all others. */
  readonly groups?: readonly string[];
  /** Days since 1970 after which the account is expired; null takes that back. */
  readonly expiresOnDay?: number | null;
}

export interface AccountsDatabase extends AccountsReader {
  createGroup(name: string, gid: number): Promise<void>;
  /**
   * Users with their groups, where these are missing: no home folder, no
   * subordinate ids, no password that would let anyone in, and not locked.
   */
  createUsers(users: readonly NewUser[]): Promise<Failures>;
  changeUser(name: string, change: UserChange): Promise<void>;
  /** Sets password fields as they are to stand in shadow, `*` and a `!` in front included, in one run. */
  setPasswords(fields: ReadonlyMap<string, string>): Promise<Failures>;
  /**
   * Ends every session and process of the users. It returns when none is left, and soon in any case: what is not over by
   * then goes on by itself.
   */
  endProcesses(users: readonly UserIds[]): Promise<Ending>;
  /** Ends them likewise, and returns once it is over: in seconds, whatever the processes do. @returns who has some left */
  endProcessesWhole(users: readonly UserIds[]): Promise<Failures>;
  /** Refused by the tool while a process of the user is there. */
  deleteUser(name: string): Promise<void>;
  deleteGroup(name: string): Promise<void>;
}

export interface Ending {
  /** Those who have processes left although all was tried, and why. */
  readonly failures: Failures;
  /** The names of those whose processes are still being ended. */
  readonly stillEnding: ReadonlySet<string>;
}

export interface UserIds {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}
