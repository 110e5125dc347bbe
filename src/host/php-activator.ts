import type { PoolState } from '../model/php-order.ts';
import type { Failures } from './failures.ts';

/** The accounts of the PHP-FPMs. */
export interface PhpAccount {
  readonly username: string;
  readonly uid: number;
}

export interface PhpActivatorReader {
  /**
   * The pools of these accounts, by account, as the activator reports them.
   *
   * @returns undefined while the activator does not answer
   */
  pools(usernames: readonly string[]): Promise<ReadonlyMap<string, readonly PoolState[]> | undefined>;
  /** Those of the accounts that have a PHP-FPM that runs, as the kernel reports it. */
  running(accounts: readonly PhpAccount[]): Promise<ReadonlySet<string>>;
}

/** The process that starts PHP when it is asked for; a service of its own, which goes on while jopaneld is away. */
export interface PhpActivator extends PhpActivatorReader {
  /** Lets it read these accounts' orders, once it has been started where it did not run. @throws why it does not answer */
  takeUp(usernames: readonly string[]): Promise<void>;
  /** Ends the PHP-FPMs of these accounts, whether the activator runs or not. @returns failures by account */
  end(accounts: readonly PhpAccount[]): Promise<Failures>;
}
