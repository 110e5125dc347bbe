import type { CertificatesReader } from './certificates.ts';
import type { Clock } from './clock.ts';
import type { CronTables, CronTablesReader } from './cron-tables.ts';
import type { FtpReader } from './ftp-server.ts';
import type { LogFilesReader } from './log-files.ts';
import type { Quotas, QuotasReader } from './quotas.ts';
import type { Units, UnitsReader } from './units.ts';

/**
 * The only door to the system. Everything that acts goes through `Host`,
 * everything that only looks takes `HostReader`. The real one is in `linux/`.
 */
export interface HostReader {
  readonly clock: Clock;
  readonly files: RootFileReader;
  readonly accounts: AccountsReader;
  readonly homes: HomesReader;
  readonly services: ServicesReader;
  readonly units: UnitsReader;
  readonly quotas: QuotasReader;
  readonly cronTables: CronTablesReader;
  readonly ftp: FtpReader;
  readonly certificates: CertificatesReader;
  readonly logs: LogFilesReader;
  /** What this machine is: read anew for each wave, as an operator may change any of it. */
  facts(): Promise<MachineFacts>;
}

export interface Host extends HostReader {
  readonly files: RootFiles;
  readonly accounts: AccountsDatabase;
  readonly homes: Homes;
  readonly services: Services;
  readonly units: Units;
  readonly quotas: Quotas;
  readonly cronTables: CronTables;
}

export interface MachineFacts {
  readonly hostname: string;
  /** With its domain, where it has one. */
  readonly fullName: string;
  /** The entries of /etc/shells. */
  readonly shells: readonly string[];
  /** PHP versions with an FPM that can run, such as `8.2`, in ascending order. */
  readonly phpVersions: readonly string[];
  /** False where the kernel has IPv6 switched off; a `listen [::]:80` would fail there. */
  readonly ipv6: boolean;
  readonly nginx: NginxFacts;
}

/** What the operator's own nginx configuration says, where ours must fit in. */
export interface NginxFacts {
  /** The user that the workers run as. */
  readonly user: string;
  /** From 1.25.1 on HTTP/2 is switched on by a directive; before, by a word behind `listen`. */
  readonly http2: 'directive' | 'parameter';
  /** From 1.19.4 on a TLS server can turn names away without a certificate of its own. */
  readonly canRejectHandshake: boolean;
  /** The file that already claims to be the default server of port 80, if any; and of port 443. */
  readonly defaultServer: string | undefined;
  readonly tlsDefaultServer: string | undefined;
  /** Names of the directives that it sets, of those a second setting would be an error for. */
  readonly alreadySet: readonly string[];
}

// --- files that only root can write -----------------------------------------

export interface RootFile {
  readonly path: string;
  readonly text: string;
  /** Permission bits, such as 0o644. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** What lies at a path: nothing, a regular file, or something that is not ours to touch. */
export type FoundFile =
  | { readonly kind: 'absent' }
  | ({ readonly kind: 'file' } & RootFile)
  | { readonly kind: 'other'; readonly what: string };

/** One file of a batch; `text: null` removes it. */
export interface FileChange {
  readonly path: string;
  readonly text: string | null;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface RootFileReader {
  read(path: string): Promise<FoundFile>;
  /** Names in a folder, sorted; empty when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Undefined when there is no such folder, or a link in its place. */
  folder(path: string): Promise<Ownership | undefined>;
  /** Of these folders, the ones whose ACL lets `user` pass through, and do no more. */
  searchable(folders: readonly string[], user: string): Promise<ReadonlySet<string>>;
}

export interface RootFiles extends RootFileReader {
  /**
   * Writes and removes files so that each is always whole: temporary, owner and
   * mode, fsync, rename; then the folders are synced. Missing parent folders are
   * made, 0755 root.
   */
  put(changes: readonly FileChange[]): Promise<void>;
  /** Makes the folder, or corrects owner and mode of the one that is there. */
  makeFolder(path: string, as: Ownership): Promise<void>;
  /** Lets `user` pass through the folders by ACL, in one run. */
  grantSearch(folders: readonly string[], user: string): Promise<void>;
  /** Removes the folder with all that is in it; nothing when there is none. */
  removeFolder(path: string): Promise<void>;
  /** Removes those of the folders that nothing is in. */
  removeEmptyFolders(paths: readonly string[]): Promise<void>;
  /** All that anybody has written to the file system of the folder is on the disk when this returns. */
  sync(folder: string): Promise<void>;
}

export interface Ownership {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

// --- the accounts database (passwd, group, shadow) ----------------------------

export interface LinuxUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
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

export interface AccountsReader {
  /** passwd, group and shadow, each read once. */
  snapshot(): Promise<AccountsSnapshot>;
  /** The uids that some living process runs as. */
  runningUids(): Promise<ReadonlySet<number>>;
}

export interface NewUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
}

export interface UserChange {
  readonly shell?: string;
  readonly comment?: string;
  /** Days since 1970 after which the account is expired; null takes that back. */
  readonly expiresOnDay?: number | null;
}

/** What went wrong, by the name or path it went wrong for; nothing for what succeeded. */
export type Failures = ReadonlyMap<string, string>;

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
  /** Ends every session and process of the users; returns when none is left, or with who has some left. */
  endProcesses(users: readonly UserIds[]): Promise<Failures>;
  /** Refused by the tool while a process of the user is there. */
  deleteUser(name: string): Promise<void>;
  deleteGroup(name: string): Promise<void>;
}

export interface UserIds {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

// --- homes: everything below them may be changed by the user at any moment ------

/** A folder inside a home, by its path relative to the home, such as `domains/example.com`. */
export interface HomeFolder {
  readonly path: string;
  readonly mode: number;
}

export type FolderState =
  | { readonly state: 'absent' }
  | {
      readonly state: 'folder';
      readonly uid: number;
      readonly gid: number;
      readonly mode: number;
      /** As it stands between being made by root and being handed to its user: a crash can leave it so. */
      readonly unfinished: boolean;
    }
  /** A link, a file, or behind one: never followed and never touched. */
  | { readonly state: 'obstructed'; readonly by: string };

export interface HomeState {
  readonly home: FolderState;
  /** True when the ACL of the home lets `searchUser` pass through it, and do no more. */
  readonly searchable: boolean;
  /** By the relative path asked for. */
  readonly folders: ReadonlyMap<string, FolderState>;
  /** True when an archived home waits to be removed. */
  readonly removing: boolean;
}

export interface HomeQuery {
  readonly path: string;
  readonly folders: readonly string[];
  /** The user whose search permission is looked for. */
  readonly searchUser: string;
}

export interface HomesReader {
  observe(queries: readonly HomeQuery[]): Promise<readonly HomeState[]>;
}

export interface NewHome {
  readonly path: string;
  readonly ownership: Ownership;
  /** Whose the files from the skeleton are. */
  readonly owner: FolderOwner;
}

export interface FolderOwner {
  readonly uid: number;
  readonly gid: number;
}

export interface NewFolders {
  readonly home: string;
  readonly owner: FolderOwner;
  readonly folders: readonly HomeFolder[];
}

export interface Homes extends HomesReader {
  /** Makes homes below folders that only root can write, filled from /etc/skel. @returns failures by path */
  makeHomes(homes: readonly NewHome[]): Promise<Failures>;
  setHomeOwnership(path: string, as: Ownership): Promise<void>;
  /** Lets `searchUser` pass through the homes by ACL, in one run. @returns failures by path */
  grantSearch(paths: readonly string[], searchUser: string): Promise<Failures>;
  /**
   * Makes folders and their missing parents inside homes for their users, by
   * descriptors that never follow a link. @returns failures by the home's path
   */
  makeFolders(wanted: readonly NewFolders[]): Promise<Failures>;
  /**
   * Writes the whole home to a new file in `archiveDir` and then takes its name
   * away, which says for good that the archive is whole. To be called once no
   * process of the user is left. Until then `stop` leaves everything as it was.
   *
   * @returns the path of the archive
   */
  archiveHome(path: string, archiveDir: string, stop: AbortSignal): Promise<string>;
  /** Removes what `archiveHome` has put aside. */
  removeArchivedHome(path: string, stop: AbortSignal): Promise<void>;
}

// --- shared services ------------------------------------------------------------

/** `nginx`, `sshd`, or `php-fpm@8.2`. */
export type ServiceName = 'nginx' | 'sshd' | `php-fpm@${string}`;

export type ServiceState = { readonly state: 'running' } | { readonly state: 'down'; readonly why: string };

export type CheckResult = { readonly ok: true } | { readonly ok: false; readonly output: string };

export interface SshdSettings {
  /** sshd's own dump, a setting a line. */
  readonly text: string;
  /** The criteria of every Match line that sshd held against the user, such as `User joko,anna`. */
  readonly matches: readonly string[];
}

export interface ServicesReader {
  state(service: ServiceName): Promise<ServiceState>;
  /**
   * Lets the service's own checker judge the live configuration with `changes`
   * laid over it. The live files are not touched. `stop` ends the checker, which then has accepted nothing.
   */
  test(service: ServiceName, changes: readonly FileChange[], stop?: AbortSignal): Promise<CheckResult>;
  /** Of what its checker goes by, from stats alone: equal ones mean that nothing was written there in between. */
  fingerprint(service: ServiceName): Promise<string>;
  /** What sshd itself would grant each user, with `changes` laid over the live configuration. */
  sshdSettings(
    users: readonly string[],
    changes: readonly FileChange[],
  ): Promise<ReadonlyMap<string, SshdSettings>>;
}

export interface Services extends ServicesReader {
  /** Reloads once; returns when the service is seen to run with its new configuration. */
  reload(service: ServiceName): Promise<void>;
}
