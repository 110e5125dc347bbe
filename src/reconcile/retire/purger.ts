import type { Logger } from 'pino';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { Target } from '../../model/target.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import { STOPPED, whyNotApplied } from '../progress/outcome.ts';
import { archiveWave } from '../wave/archive-wave.ts';
import type { WaveDependencies } from '../wave/wave.ts';
import type { WaveRunner } from '../wave/wave-runner.ts';

/** Does work while no wave runs. @returns what comes of the work */
export type RunExclusive = <T>(work: () => Promise<T>) => Promise<T>;

export interface PurgerParts extends Pick<WaveDependencies, 'host' | 'journal' | 'controllers'> {
  readonly users: UsersFolder;
  readonly log: Logger;
  readonly accounts: ManagedAccounts;
  readonly waves: WaveRunner;
}

export interface PurgeOptions {
  /** Without it, no pass may run until the purge is over. */
  readonly runExclusive?: RunExclusive;
  readonly stop?: AbortSignal;
}

const NEVER = new AbortController().signal;
const atOnce: RunExclusive = (work) => work();

/** Archives the homes of retired accounts and removes the accounts. */
export class Purger {
  readonly #parts: PurgerParts;
  /** The accounts that are being purged, each with what ends its purge when its folder is back. */
  readonly #running = new Map<string, AbortController>();

  constructor(parts: PurgerParts) {
    this.#parts = parts;
  }

  /** The accounts that a pass may take. The purge of an account whose folder is back is ended. */
  withoutPurging(usernames: readonly string[]): readonly string[] {
    return usernames.filter((username) => {
      const running = this.#running.get(username);
      if (running !== undefined && this.#hasFolder(username)) running.abort();
      return running === undefined;
    });
  }

  /** @returns why the account is not purged; undefined when it is */
  async purge(
    username: string,
    { runExclusive = atOnce, stop = NEVER }: PurgeOptions = {},
  ): Promise<string | undefined> {
    if (this.#running.has(username)) return `${username} is being purged already`;
    const folderIsBack = new AbortController();
    this.#running.set(username, folderIsBack);
    try {
      const why = await this.#purge(username, runExclusive, AbortSignal.any([stop, folderIsBack.signal]));
      if (why === undefined) return undefined;
      if (folderIsBack.signal.aborted) return `the folder of ${username} is back`;
      return stop.aborted ? STOPPED : why;
    } finally {
      this.#running.delete(username);
    }
  }

  async #purge(username: string, runExclusive: RunExclusive, stop: AbortSignal): Promise<string | undefined> {
    const { accounts, waves, log } = this.#parts;
    const account = accounts.get(username);
    if (account === undefined) return `there is no account ${username}`;

    // Withdraw once more what was opened since the account was retired: nothing may change what is being archived.
    const notWithdrawn = await runExclusive(() => this.#bringTo({ account, lifecycle: 'retired' }, stop));
    if (notWithdrawn !== undefined) return notWithdrawn;

    // Archive and remove the home. This may take hours, and other waves run meanwhile.
    const target: Target = { account, lifecycle: 'purged' };
    const archived = await archiveWave(this.#parts, waves.newId(), target, await waves.context(), stop);
    const notArchived = whyNotApplied(archived);
    if (notArchived !== undefined) return notArchived;

    // Remove what is left of the account.
    return runExclusive(async () => {
      const notRemoved = await this.#bringTo(target, stop);
      if (notRemoved !== undefined) return notRemoved;
      accounts.markPurged(username, await this.#archiveOf(username));
      log.warn({ account: username }, 'account purged');
      return undefined;
    });
  }

  /** @returns why the account is not there */
  async #bringTo(target: Target, stop: AbortSignal): Promise<string | undefined> {
    const { accounts, waves } = this.#parts;
    const { username } = target.account;
    if (!accounts.isRetired(username) || this.#hasFolder(username))
      return `${username} is not retired; take its folder away first and wait until it is`;
    const { results } = await waves.run([target], { trigger: 'ask', stop });
    return whyNotApplied(results.get(username)?.outcome);
  }

  #hasFolder(username: string): boolean {
    return this.#parts.users.fingerprint(username) !== undefined;
  }

  /** Archives carry the time in their names, so the last one by name is the newest. */
  async #archiveOf(username: string): Promise<string | null> {
    const { host, waves } = this.#parts;
    const { archiveDir } = await waves.context();
    const archives = await host.files.list(archiveDir);
    const newest = archives.filter((name) => name.startsWith(`${username}-`)).at(-1);
    return newest === undefined ? null : `${archiveDir}/${newest}`;
  }
}
