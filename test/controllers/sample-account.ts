// Accounts as the checks let them through, made from the sets of the sandbox tests.
import type { Account } from '../../src/model/account.ts';
import { accountFromCanonical } from '../../src/model/check-set.ts';
import { accountSet, type Overrides } from '../sandbox/account-set.ts';

export function sampleAccount(username: string, overrides: Overrides = {}): Account {
  const { account, domains, limits, services, ssh } = accountSet(username, overrides);
  const checked = accountFromCanonical(username, JSON.stringify({ account, domains, limits, services, ssh }));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.account;
}
