// Changes that the daemon would refuse for ever, because a Linux user lives with other numbers or in another home.

import type { Account } from '../../model/account.ts';
import type { Problem } from '../../model/problem.ts';
import { userItem } from '../../model/user-item.ts';
import { identityProblems } from '../../reconcile/intake/fixed-identity.ts';
import type { DesiredState } from './desired-state.ts';

type IdentityCheck = (account: Account) => readonly Problem[];

/** For accounts whose Linux user jopanel has made or adopted; another user of that name may still be adopted. */
export async function openIdentityCheck({
  host,
  journal,
}: Pick<DesiredState, 'host' | 'journal'>): Promise<IdentityCheck> {
  const { users } = await host.accounts.snapshot();
  return (account) => {
    const user = users.get(account.username);
    const isOurs = journal?.owns(userItem(account.username)) !== undefined;
    return user === undefined || !isOurs ? [] : identityProblems(account, user);
  };
}
