import type { FoundMariaDb } from '../../src/host/mariadb.ts';
import type { Account } from '../../src/model/account.ts';
import type { PackageTemplate } from '../../src/model/package-template.ts';
import type { HolderOf } from '../../src/model/rules/claimant.ts';
import type { Belongings } from '../adopt/survey-users.ts';
import type { V1Database, V1Domain, V1FtpAccount, V1Package } from '../rows/rows.ts';
import type { UnreadableRow } from '../rows/source.ts';
import type { Migrated } from '../sets/migrated.ts';
import type { LinuxSurvey } from './plan-linux-user.ts';

/** What the host has already, looked at once before planning. */
export interface HostSurvey extends LinuxSurvey {
  /** Ascending. */
  readonly phpVersions: readonly string[];
  /** Whose each home is that lies there already, by its path. */
  readonly homes: ReadonlyMap<string, { readonly uid: number; readonly gid: number }>;
  /** Document roots, by path, in which an `.htaccess` lies. */
  readonly htaccess: ReadonlySet<string>;
  /** Names for which there is a certificate where it is looked for. */
  readonly certificates: ReadonlySet<string>;
  /** The databases and users of MariaDB on this host that may be an account's. */
  readonly mariadb: FoundMariaDb;
  /** Sets that are there already; undefined where the set is refused. */
  readonly sets: ReadonlyMap<string, Account | undefined>;
  readonly holderOf: HolderOf;
  /** Rows that the migration has written a set for. */
  readonly migrated: readonly Migrated[];
  /** Of the Linux users that are there, by name. */
  readonly belongings: ReadonlyMap<string, Belongings>;
  /** Supplementary groups that an account may be in. */
  readonly allowedGroups: readonly string[];
  /** The uids and gids that new Linux users get. */
  readonly idRange: { readonly least: number; readonly most: number };
  /** Every uid and gid that some set asks for, refused ones too, or that some account had in the past. */
  readonly knownIds: readonly number[];
}

export interface PlanChoices {
  readonly template: PackageTemplate;
  readonly templateName: string;
  readonly withPasswords: boolean;
  readonly accept: ReadonlySet<string>;
  /** In which DATETIME values of V1 were meant. */
  readonly zone: string;
}

/** The rows of one user. */
export interface OwnRows {
  readonly domains: readonly V1Domain[];
  readonly databases: readonly V1Database[];
  readonly ftpAccounts: readonly V1FtpAccount[];
  readonly pack: V1Package | undefined;
  readonly unreadable: readonly UnreadableRow[];
  /** The row of its package, where that cannot be read. */
  readonly unreadablePackage: UnreadableRow | undefined;
}

export interface PlanContext {
  readonly host: HostSurvey;
  readonly choices: PlanChoices;
  /** A username that fits, that is free, and that was not proposed before. */
  readonly freeName: (text: string) => string;
  readonly namesakes: (username: string) => number;
  /** Supplementary groups of the Linux users that are there, but for the allowed ones. */
  readonly groupsOf: ReadonlyMap<string, readonly string[]>;
  /** A number that was never used as uid or gid; undefined when the range is used up. */
  readonly nextId: () => number | undefined;
}
