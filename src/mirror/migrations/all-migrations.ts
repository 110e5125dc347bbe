import { logins } from './0001-logins.ts';
import { audit } from './0002-audit.ts';
import { accounts } from './0003-accounts.ts';

export interface Migration {
  readonly version: number;
  /** Statements by the table that each makes. One that is there, whoever made it, is left as it is. */
  readonly tables: Readonly<Record<string, string>>;
  /**
   * Whatever else is to be done. MariaDB commits each statement by itself, so every one must be fit to run again:
   * a crash may come between any two, and a table that somebody dropped comes back the same way.
   */
  readonly changes?: readonly string[];
}

export const ALL_MIGRATIONS: readonly Migration[] = [logins, audit, accounts];
