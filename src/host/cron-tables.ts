/**
 * A user's own crontab: none, where cron runs it, set aside where cron does not
 * look, one in each place, or one and the same in both, as a crash may leave it.
 */
export type CronTable = 'none' | 'live' | 'aside' | 'both' | 'linked';

export interface CronTablesReader {
  /** Whether this host has a cron with crontabs of its users. */
  installed(): Promise<boolean>;
  observe(users: readonly string[]): Promise<ReadonlyMap<string, CronTable>>;
}

/** A crontab is its user's work: it is moved whole, and never read, changed or lost. */
export interface CronTables extends CronTablesReader {
  setAside(user: string): Promise<void>;
  /** Puts it back where cron runs it. A newer one there stays, and so does the one set aside. */
  putBack(user: string): Promise<void>;
  /** Removes what was set aside, for a user that is gone. */
  forget(user: string): Promise<void>;
}
