import type { MigrationPlan, PlanEntry } from './plan-file.ts';

/**
 * Once a set is written, its Linux user is there. Whether it was there before the migration is known from the plan
 * by which the set was written.
 *
 * @param before the plan that was saved last
 * @param sets those that are there, by username
 */
export function asFirstPlanned(
  accounts: MigrationPlan['accounts'],
  before: Pick<MigrationPlan, 'accounts'> | undefined,
  sets: ReadonlyMap<string, unknown>,
): MigrationPlan['accounts'] {
  const known = new Map(before?.accounts.map((account) => [account.id, account]));
  return accounts.map((account) => {
    const first = known.get(account.id);
    const isSame = first?.username === account.username && first.state === 'write';
    return isSame && account.state === 'write' && sets.has(account.username)
      ? { ...account, linux_user: first.linux_user, findings: [...account.findings, ...adoptionOf(first)] }
      : account;
  });
}

/** What ended by the adoption is found only before it, and stays in the report. */
function adoptionOf({ findings }: PlanEntry): PlanEntry['findings'] {
  return findings.filter(({ kind }) => kind === 'adoption');
}
