import type { Logger } from 'pino';
import type { Host } from '../../host/host.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { Target } from '../../model/target.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import { whyNotApplied } from '../progress/outcome.ts';
import type { Recorder } from '../record/recorder.ts';
import type { RunExclusive } from '../wave/run-exclusive.ts';
import type { WaveRunner } from '../wave/wave-runner.ts';

/** What goes on by itself, such as the end of processes, is over within seconds. */
const AGAIN_AFTER_MS = 1000;
const MOST_TRIES = 10;
const NOT_RETIRED = 'it could not be retired; see its status';

interface RetirementDependencies {
  readonly host: Pick<Host, 'clock'>;
  readonly users: UsersFolder;
  readonly log: Logger;
  readonly accounts: ManagedAccounts;
  readonly waves: WaveRunner;
  readonly recorder: Recorder;
}

interface RetireOptions {
  /** Without it, no pass may run until it is over. */
  readonly runExclusive?: RunExclusive;
  readonly stop?: AbortSignal | undefined;
}

/** Withdraws accounts whose folders are gone. Their homes and databases stay. */
export class Retirement {
  readonly #dependencies: RetirementDependencies;

  constructor(dependencies: RetirementDependencies) {
    this.#dependencies = dependencies;
  }

  /** @returns those whose retirement has begun and goes on by itself, so that it is to be tried again soon */
  async retire(usernames: readonly string[], stop?: AbortSignal): Promise<readonly string[]> {
    const { stillEnding } = await this.#withdraw(usernames, { isConfirmed: false, stop });
    return stillEnding;
  }

  /**
   * Retires accounts that a guard holds, because an operator asked for it. What goes on by itself is waited for beside
   * the loop.
   *
   * @returns why not, by username
   */
  async retireConfirmed(
    usernames: readonly string[],
    { runExclusive = (work) => work(), stop }: RetireOptions = {},
  ): Promise<Map<string, string>> {
    const { clock } = this.#dependencies.host;
    const refused = new Map<string, string>();
    let open = usernames;
    for (let tries = 0; open.length > 0 && tries < MOST_TRIES; tries += 1) {
      if (tries > 0) await clock.sleep(AGAIN_AFTER_MS, stop);
      open = await runExclusive(() => this.#tryConfirmed(open, refused, stop));
    }
    for (const username of open) refused.set(username, NOT_RETIRED);
    return refused;
  }

  /** @returns those that go on */
  async #tryConfirmed(
    usernames: readonly string[],
    refused: Map<string, string>,
    stop: AbortSignal | undefined,
  ): Promise<readonly string[]> {
    const { accounts, users } = this.#dependencies;
    const known = new Set(accounts.known());
    for (const username of usernames) {
      if (!known.has(username)) refused.set(username, 'there is no account of this name');
      else if (users.fingerprint(username) !== undefined)
        refused.set(username, `its folder is there; remove ${users.path}/${username} first`);
    }
    const missing = usernames.filter((username) => !refused.has(username));
    const { failed, stillEnding } = await this.#withdraw(missing, { isConfirmed: true, stop });
    for (const username of failed) refused.set(username, NOT_RETIRED);
    return stillEnding;
  }

  /** The status of those that are not retired says why. */
  async #withdraw(
    usernames: readonly string[],
    { isConfirmed, stop }: { readonly isConfirmed: boolean; readonly stop: AbortSignal | undefined },
  ): Promise<{ readonly failed: readonly string[]; readonly stillEnding: readonly string[] }> {
    const { accounts, waves, recorder, log } = this.#dependencies;
    const targets = accounts.all(usernames).map((account): Target => ({ account, lifecycle: 'retired' }));
    const { byAccount } = await waves.run(targets, { trigger: 'edit', ...(stop && { stop }) });
    const failed: string[] = [];
    const stillEnding: string[] = [];
    for (const { account } of targets) {
      const { username } = account;
      const outcome = byAccount.get(username)?.outcome;
      const why = whyNotApplied(outcome);
      if (why !== undefined) {
        recorder.recordRetired(username, 'retiring', why);
        (outcome?.state === 'waiting' ? stillEnding : failed).push(username);
        continue;
      }
      // The status goes first: a start after a crash retires again every account that is not marked as retired.
      recorder.recordRetired(username, 'retired', '');
      accounts.markRetired(username, isConfirmed);
      log.warn({ account: username }, 'account retired: everything is withdrawn, its home stays');
    }
    return { failed, stillEnding };
  }
}
