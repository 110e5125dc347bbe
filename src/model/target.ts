import type { Account } from './account.ts';

/** An account and how much of it is to be in force. */
export interface Target {
  readonly account: Account;
  /**
   * `suspended`: everything answers that it is off. `retired`: everything is
   * withdrawn and the user locked, the home kept. `purged`: nothing is left.
   */
  readonly lifecycle: 'active' | 'suspended' | 'retired' | 'purged';
}
