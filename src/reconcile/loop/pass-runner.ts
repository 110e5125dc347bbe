import type { Logger } from 'pino';
import { errorMessage } from '../../model/error-message.ts';
import type { BusyAccounts } from '../../queue/busy-accounts.ts';
import type { Hint } from '../../queue/hint.ts';
import type { PassResult } from '../../queue/pass-result.ts';
import type { Queue } from '../../queue/queue.ts';
import type { SettledHints } from '../../watch/settled-hints.ts';
import type { Converger, PassReport } from './converger.ts';

interface PassRunnerDependencies {
  readonly converger: Converger;
  readonly queue: Queue;
  readonly hints: SettledHints;
  readonly busyAccounts: BusyAccounts;
  readonly log: Logger;
}

/** Runs passes, and returns to the queue, or to the hints that settle, the accounts that a pass has not finished. */
export class PassRunner {
  readonly #dependencies: PassRunnerDependencies;

  constructor(dependencies: PassRunnerDependencies) {
    this.#dependencies = dependencies;
  }

  /** Passes every account when the daemon starts. They were not taken from the queue; those that fail enter it. */
  async first(usernames: readonly string[], stop: AbortSignal): Promise<void> {
    const { queue } = this.#dependencies;
    for (const [username, result] of await this.#run(usernames, 'start', stop)) {
      if (result.state === 'failed') queue.hint(username, 'retry');
    }
  }

  /** Passes accounts that were taken from the queue, and reports to the queue how the pass ended for each. */
  async passQueued(usernames: readonly string[], trigger: Hint, stop: AbortSignal): Promise<void> {
    const { queue } = this.#dependencies;
    for (const [username, result] of await this.#run(usernames, trigger, stop)) queue.done(username, result);
  }

  async #run(
    usernames: readonly string[],
    trigger: Hint | 'start',
    stop: AbortSignal,
  ): Promise<ReadonlyMap<string, PassResult>> {
    const { queue, hints, busyAccounts } = this.#dependencies;
    const { results, recheckRefused } = await this.#pass(usernames, trigger, stop);
    for (const username of recheckRefused) queue.hint(username, 'edit');
    const finalResults = new Map<string, PassResult>();
    for (const [username, result] of results) {
      const adjusted = busyAccounts.note(username, result);
      // Its set is read again once its files are unchanged for a while.
      if (adjusted.state === 'busy') hints.add(username);
      finalResults.set(username, adjusted);
    }
    return finalResults;
  }

  async #pass(usernames: readonly string[], trigger: Hint | 'start', stop: AbortSignal): Promise<PassReport> {
    const { converger, busyAccounts, log } = this.#dependencies;
    try {
      return await converger.pass(usernames, { trigger, overdue: busyAccounts.overdue(usernames), stop });
    } catch (error) {
      const message = errorMessage(error);
      log.error({ error: message, accounts: usernames.length }, 'a pass failed as a whole');
      const failed: PassResult = { state: 'failed', error: message };
      return { results: new Map(usernames.map((username) => [username, failed])), recheckRefused: [] };
    }
  }
}
