// Per account: row against set, the set against the daemon's own check, set against host.

import type { Account } from '../../src/model/account.ts';
import { checkSet } from '../../src/model/check-set.ts';
import { formatProblem } from '../../src/model/problem.ts';
import type { AcceptedChange } from '../plan/accepted-change.ts';
import { type MigrationPlan, toWrite } from '../plan/plan-file.ts';
import type { HostSources } from '../plan/survey-host.ts';
import type { V1Source } from '../rows/source.ts';
import { compareHost, type HostView } from './compare-host.ts';
import { compareRow } from './compare-row.ts';
import { digestOfSets, type VerifiedAccount } from './verification.ts';

interface Verify extends Pick<HostSources, 'users' | 'facts'> {
  readonly plan: MigrationPlan;
  readonly source: V1Source;
  readonly host: HostView;
  readonly zone: string;
}

export interface Verified {
  readonly accounts: VerifiedAccount[];
  /** Of the sets as they were looked at. */
  readonly sets: string;
}

export function verify({ plan, source, host, zone, users, facts }: Verify): Verified {
  const rows = rowsById(source);
  const revisions = new Map<string, string>();
  const accounts = toWrite(plan).map(({ id, username, findings }): VerifiedAccount => {
    const set = users.read(username);
    if (set.state !== 'read') {
      const what =
        set.state === 'gone'
          ? ['it is not written']
          : set.state === 'refused'
            ? set.problems.map(formatProblem)
            : ['it is being written'];
      return { username, ok: false, row: [], set: what, host: [] };
    }
    const checked = checkSet(username, set.files, facts);
    if (!checked.ok)
      return { username, ok: false, row: [], set: checked.problems.map(formatProblem), host: [] };
    revisions.set(username, checked.account.revision);
    const changes = findings.filter(({ accepted }) => accepted).flatMap((each) => each.changes);
    const row = againstRow(id, checked.account, changes);
    const onHost = compareHost(checked.account, host);
    return { username, ok: row.length + onHost.length === 0, row, set: [], host: onHost };
  });
  return { accounts, sets: digestOfSets(revisions) };

  function againstRow(id: number, account: Account, changes: readonly AcceptedChange[]): string[] {
    const own = rows(id);
    return own === undefined
      ? ['the row is gone']
      : compareRow({ user: own.user, rows: own, account, changes, zone });
  }
}

function rowsById({ users, domains, packages, databases, ftp_accounts }: V1Source) {
  const userById = new Map(users.map((user) => [user.id, user]));
  const packageById = new Map(packages.map((pack) => [pack.id, pack]));
  const domainsById = Map.groupBy(domains, ({ user_id }) => user_id);
  const databasesById = Map.groupBy(databases, ({ user_id }) => user_id);
  const ftpById = Map.groupBy(ftp_accounts, ({ user_id }) => user_id);
  return (id: number) => {
    const user = userById.get(id);
    if (user === undefined) return undefined;
    const pack = user.package_id === null ? undefined : packageById.get(user.package_id);
    return {
      user,
      pack,
      domains: domainsById.get(id) ?? [],
      databases: databasesById.get(id) ?? [],
      ftpAccounts: ftpById.get(id) ?? [],
    };
  };
}
