import { logins } from './0001-logins.ts';
import { audit } from './0002-audit.ts';
import { accounts } from './0003-accounts.ts';

export interface Migration {
  readonly version: number;
  /** The CREATE statement of each table. An existing table is left as it is, even if another program created it. */
  readonly tables: Readonly<Record<string, string>>;
  /**
   * Other statements. MariaDB commits each statement by itself, so every statement must be safe to run again: a
   * crash may come between any two, and a dropped table is recreated in the same way.
   */
  readonly changes?: readonly string[];
}

export const ALL_MIGRATIONS: readonly Migration[] = [logins, audit, accounts];
