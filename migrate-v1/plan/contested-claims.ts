// Names, ports and numbers that two accounts want. The older row has them, and of two equally old ones the lower id.

import type { Account } from '../../src/model/account.ts';
import type { Problem } from '../../src/model/problem.ts';
import { resolveClaims } from '../../src/model/rules/across-accounts.ts';
import { epochMsOf, Timestamp } from '../../src/model/values/timestamp.ts';
import type { AccountMigration } from './account-migration.ts';
import { finding, type MigrationFinding } from './migration-finding.ts';
import type { HostSurvey } from './plan-context.ts';

type Sources = Pick<HostSurvey, 'sets' | 'holderOf'>;

/** By username, of the accounts that lose something. A set that is there already keeps what it has. */
export function contestedClaims(
  planned: readonly AccountMigration[],
  { sets, holderOf }: Sources,
): ReadonlyMap<string, readonly Problem[]> {
  const ids = new Map(planned.map(({ entry }) => [entry.username, entry.id]));
  const present = [...sets].flatMap(([, set]) => (set === undefined ? [] : [set]));
  const names = new Set<string>(present.map(({ username }) => username));
  const wanted = planned.flatMap(({ account }) =>
    account === undefined || names.has(account.username) ? [] : [account],
  );
  const ranked = inOrder([...present, ...wanted], ids);
  const inForce = new Map(
    ranked.flatMap((account): [string, Account][] =>
      names.has(account.username) ? [[account.username, account]] : [],
    ),
  );
  return resolveClaims(ranked, holderOf, inForce);
}

/**
 * The rule for claims compares times and then usernames. V1 has an order of its own, which is that of its ids, so
 * each account stands in here with a time that is its rank: such accounts are compared, and never written.
 */
function inOrder(accounts: readonly Account[], ids: ReadonlyMap<string, number>): Account[] {
  const idOf = ({ username }: Account) => ids.get(username) ?? 0;
  const sorted = accounts
    .map((account) => ({ account, createdAt: epochMsOf(account.account.created_at) }))
    .sort((a, b) => a.createdAt - b.createdAt || idOf(a.account) - idOf(b.account));
  return sorted.map(({ account }, rank) => ({
    ...account,
    account: { ...account.account, created_at: Timestamp.parse(rankTime(rank)) },
  }));
}

function rankTime(rank: number): string {
  return Temporal.Instant.fromEpochMilliseconds(rank).toString();
}

/** @param loser the account that the problems are of */
export function contestedFindings(problems: readonly Problem[], loser: Account): MigrationFinding[] {
  const isPrimaryLost = problems.some(isAboutPrimary);
  return problems
    .filter((problem) => !(isPrimaryLost && isBelowPrimary(problem, loser)))
    .map((problem) =>
      finding('contested', {
        subject: `${problem.file} ${problem.pointer}`,
        what: problem.message,
        why: 'a name, and all below it, belongs to one account: that of the older row, then of the lower id',
        proposal: isAboutPrimary(problem)
          ? `it is the primary domain of ${loser.username}, which stays held back until the other account gives its name up in V1; then plan again`
          : `${problem.remedy}; then plan again`,
      }),
    );
}

function isAboutPrimary({ file, pointer }: Problem): boolean {
  return file === 'domains.json' && pointer === '/primary';
}

/** The aliases that the package template adds, such as `www`, are lost together with the primary domain. */
function isBelowPrimary({ file, pointer }: Problem, { domains }: Account): boolean {
  const index = /^\/alias_domains\/(\d+)$/.exec(pointer)?.[1];
  const alias = index === undefined ? undefined : domains.alias_domains[Number(index)];
  return file === 'domains.json' && alias?.endsWith(`.${domains.primary}`) === true;
}
