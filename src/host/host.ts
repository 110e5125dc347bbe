import type { Clock } from './clock.ts';

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
  /** What this machine is: read anew for each wave, as an operator may change any of it. */
  facts(): Promise<MachineFacts>;
}

export interface Host extends HostReader {
  readonly files: RootFiles;
  readonly accounts: AccountsDatabase;
  readonly homes: Homes;
  readonly services: Services;
}

export interface MachineFacts {
  readonly hostname: string;
  /** The entries of /etc/shells. */
  readonly shells: readonly string[];
  /** PHP versions with an FPM that can run, such as `8.2`, in ascending order. */
  readonly phpVersions: readonly string[];
  /** False where the kernel has IPv6 switched off; a `listen [::]:80` would fail there. */
  readonly ipv6: boolean;
  readonly nginx: NginxSurroundings;
}

/** What the operator's own nginx configuration says, where ours must fit in. */
export interface NginxSurroundings {
  /** The user that the workers run as. */
  readonly user: string;
  /** The file that already claims to be the default server of port 80, if any. */
  readonly defaultServer: string | undefined;
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
}

export interface NewUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
}

export interface AccountsDatabase extends AccountsReader {
  createGroup(name: string, gid: number): Promise<void>;
  /** Without a home folder, without subordinate ids, with no usable password and not locked. */
  createUser(user: NewUser): Promise<void>;
  changeUser(name: string, change: { shell?: string; comment?: string }): Promise<void>;
  /** Sets password fields as they stand in shadow, `*` included, in one run. */
  setPasswords(hashes: ReadonlyMap<string, string>): Promise<void>;
  /** Locks the password and expires the account, which stops SSH keys as well; or takes both back. */
  setLocked(name: string, locked: boolean): Promise<void>;
  /** Ends every session and process of the user; returns when none is left. */
  endProcesses(user: { name: string; uid: number }): Promise<void>;
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

export interface Homes extends HomesReader {
  /** Makes the home below a folder that only root can write, filled from /etc/skel. */
  makeHome(path: string, owner: Ownership, skeletonOwner: { uid: number; gid: number }): Promise<void>;
  setHomeOwnership(path: string, as: Ownership): Promise<void>;
  /** Lets `searchUser` pass through the homes by ACL, in one run. */
  grantSearch(paths: readonly string[], searchUser: string): Promise<void>;
  /**
   * Makes a folder and its missing parents inside a home for its user, by
   * descriptors that never follow a link. An obstruction is an error.
   */
  makeFolder(home: string, folder: HomeFolder, owner: { uid: number; gid: number }): Promise<void>;
}

// --- shared services ------------------------------------------------------------

/** `nginx`, `sshd`, or `php-fpm@8.2`. */
export type ServiceName = 'nginx' | 'sshd' | `php-fpm@${string}`;

export type ServiceState = { readonly state: 'running' } | { readonly state: 'down'; readonly why: string };

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly output: string };

export interface ServicesReader {
  state(service: ServiceName): Promise<ServiceState>;
  /**
   * Lets the service's own checker judge the live configuration with `changes`
   * laid over it. The live files are not touched.
   */
  test(service: ServiceName, changes: readonly FileChange[]): Promise<Verdict>;
  /** sshd's effective settings for each user, with `changes` laid over the live configuration. */
  sshdSettings(
    users: readonly string[],
    changes: readonly FileChange[],
  ): Promise<ReadonlyMap<string, string>>;
}

export interface Services extends ServicesReader {
  /** Reloads once; returns when the service is seen to run with its new configuration. */
  reload(service: ServiceName): Promise<void>;
}
