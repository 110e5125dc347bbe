import type { Logger } from 'pino';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { Target } from '../../model/target.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import { whyNotApplied } from '../progress/outcome.ts';
import type { Recorder } from '../record/recorder.ts';
import type { WaveRunner } from '../wave/wave-runner.ts';

export interface RetirementParts {
  readonly users: UsersFolder;
  readonly log: Logger;
  readonly accounts: ManagedAccounts;
  readonly waves: WaveRunner;
  readonly recorder: Recorder;
}

/** Withdraws accounts whose folders are gone. Their homes and databases stay. */
export class Retirement {
  readonly #parts: RetirementParts;

  constructor(parts: RetirementParts) {
    this.#parts = parts;
  }

  /** @returns the accounts that are retired now; the status of the others says why they are not */
  retire(usernames: readonly string[], stop?: AbortSignal): Promise<readonly string[]> {
    return this.#withdraw(usernames, { isConfirmed: false, stop });
  }

  async #withdraw(
    usernames: readonly string[],
    { isConfirmed, stop }: { readonly isConfirmed: boolean; readonly stop: AbortSignal | undefined },
  ): Promise<readonly string[]> {
    const { accounts, waves, recorder, log } = this.#parts;
    const targets = accounts.all(usernames).map((account): Target => ({ account, lifecycle: 'retired' }));
    const { results } = await waves.run(targets, { trigger: 'edit', ...(stop && { stop }) });
    const retired: string[] = [];
    for (const { account } of targets) {
      const { username } = account;
      const why = whyNotApplied(results.get(username)?.outcome);
      if (why !== undefined) {
        recorder.recordRetired(username, 'retiring', why);
        continue;
      }
      // The status goes first: a start after a crash retires again every account that is not marked as retired.
      recorder.recordRetired(username, 'retired', '');
      accounts.markRetired(username, isConfirmed);
      log.warn({ account: username }, 'account retired: everything is withdrawn, its home stays');
      retired.push(username);
    }
    return retired;
  }

  /** Retires accounts that a guard holds, because an operator asked for it. @returns why not, by username */
  async retireConfirmed(usernames: readonly string[], stop?: AbortSignal): Promise<Map<string, string>> {
    const { accounts, users } = this.#parts;
    const refused = new Map<string, string>();
    const known = new Set(accounts.known());
    for (const username of usernames) {
      if (!known.has(username)) refused.set(username, 'there is no account of this name');
      else if (users.fingerprint(username) !== undefined)
        refused.set(username, `its folder is there; remove ${users.path}/${username} first`);
    }
    const missing = usernames.filter((username) => !refused.has(username));
    const retired = new Set(await this.#withdraw(missing, { isConfirmed: true, stop }));
    for (const username of missing) {
      if (!retired.has(username)) refused.set(username, 'it could not be retired; see its status');
    }
    return refused;
  }
}
