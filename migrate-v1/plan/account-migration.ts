import type { Account } from '../../src/model/account.ts';
import type { V1User } from '../rows/rows.ts';
import type { MigrationFinding } from './migration-finding.ts';
import type { OwnRows } from './plan-context.ts';
import type { PlanEntry } from './plan-file.ts';

/** What the migration plans for one account of the V1 panel. */
export interface AccountMigration {
  readonly entry: PlanEntry;
  /** Where the set is sound; held ones have none. */
  readonly files: ReadonlyMap<string, object> | undefined;
  readonly account: Account | undefined;
}

export function withoutFiles(
  user: V1User,
  rows: OwnRows,
  state: 'held' | 'skipped',
  findings: readonly MigrationFinding[],
): AccountMigration {
  return { entry: entryOf(user, rows, state, findings), files: undefined, account: undefined };
}

export function entryOf(
  { id, username }: V1User,
  { domains, databases }: OwnRows,
  state: PlanEntry['state'],
  findings: readonly MigrationFinding[],
): PlanEntry {
  return {
    id,
    username,
    state,
    linux_user: null,
    uid: null,
    gid: null,
    status: null,
    package: null,
    primary_domain: null,
    domains: domains.length,
    databases: databases.length,
    revision: null,
    findings: [...findings],
  };
}
