import type { Plan } from './plan-file.ts';

/** A user that the migration itself has made since is told as made, not as one that was there to be adopted. */
export function asFirstPlanned(
  accounts: Plan['accounts'],
  before: Pick<Plan, 'accounts'> | undefined,
): Plan['accounts'] {
  const known = new Map(before?.accounts.map((account) => [account.username, account]));
  return accounts.map((account) => {
    const first = known.get(account.username);
    if (first === undefined || first.revision === null || first.revision !== account.revision) return account;
    return { ...account, linux_user: first.linux_user };
  });
}
