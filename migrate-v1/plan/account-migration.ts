import type { Account } from '../../src/model/account.ts';
import type { V1User } from '../rows/rows.ts';
import type { Finding } from './finding.ts';
import type { OwnRows } from './plan-context.ts';
import type { PlannedAccount } from './plan-file.ts';

/** What the migration plans for one account of the V1 panel. */
export interface AccountMigration {
  readonly entry: PlannedAccount;
  /** Where the set is sound; held ones have none. */
  readonly files: ReadonlyMap<string, object> | undefined;
  readonly account: Account | undefined;
}

export function withoutFiles(
  user: V1User,
  rows: OwnRows,
  state: 'held' | 'skipped',
  findings: readonly Finding[],
): AccountMigration {
  return { entry: entryOf(user, rows, state, findings), files: undefined, account: undefined };
}

export function entryOf(
  { id, username }: V1User,
  { domains, databases }: OwnRows,
  state: PlannedAccount['state'],
  findings: readonly Finding[],
): PlannedAccount {
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
