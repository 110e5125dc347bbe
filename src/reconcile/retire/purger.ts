import type { Logger } from 'pino';
import { NEVER_ABORTED } from '../../host/never-aborted.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { Target } from '../../model/target.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import { STOPPED, whyNotApplied } from '../progress/outcome.ts';
import { archiveWave } from '../wave/archive-wave.ts';
import type { RunExclusive } from '../wave/run-exclusive.ts';
import type { WaveDependencies } from '../wave/wave.ts';
import type { WaveRunner } from '../wave/wave-runner.ts';
import { keepSet, removeKeptSet } from './keep-set.ts';

interface PurgerDependencies extends Pick<WaveDependencies, 'host' | 'journal' | 'controllers'> {
  readonly users: UsersFolder;
  readonly log: Logger;
  readonly accounts: ManagedAccounts;
  readonly waves: WaveRunner;
}

interface PurgeOptions {
  /** Without it, no pass may run until the purge is over. */
  readonly runExclusive?: RunExclusive;
  readonly stop?: AbortSignal;
}

/** What goes on by itself is over within seconds. */
const AGAIN_AFTER_MS = 1000;
const MOST_TRIES = 10;

const atOnce: RunExclusive = (work) => work();

/** Archives the homes of retired accounts and removes the accounts. */
export class Purger {
  readonly #dependencies: PurgerDependencies;
  /** The accounts that are being purged, each with what ends its purge when its folder is back. */
  readonly #running = new Map<string, AbortController>();

  constructor(dependencies: PurgerDependencies) {
    this.#dependencies = dependencies;
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
    { runExclusive = atOnce, stop = NEVER_ABORTED }: PurgeOptions = {},
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
    const { accounts, waves, log } = this.#dependencies;
    const account = accounts.get(username);
    if (account === undefined) return `there is no account ${username}`;

    // Withdraw once more what was opened since the account was retired: nothing may change what is being archived.
    const notWithdrawn = await this.#withdraw({ account, lifecycle: 'retired' }, runExclusive, stop);
    if (notWithdrawn !== undefined) return notWithdrawn;

    // Archive and remove the home, with the set. This may take hours, and other waves run meanwhile.
    const target: Target = { account, lifecycle: 'purged' };
    const context = await waves.context();
    const { host, journal } = this.#dependencies;
    const set = journal.revisionText(account.revision);
    if (set !== undefined) await keepSet(host.files, context.archiveDir, username, set);
    const archived = await archiveWave(this.#dependencies, waves.newId(), target, context, stop);
    await removeKeptSet(host.files, context.archiveDir, username);
    const notArchived = whyNotApplied(archived);
    if (notArchived !== undefined) return notArchived;

    // Remove what is left of the account.
    return runExclusive(async () => {
      const { why: notRemoved } = await this.#bringTo(target, stop);
      if (notRemoved !== undefined) return notRemoved;
      accounts.markPurged(username, await this.#archiveOf(username));
      log.warn({ account: username }, 'account purged');
      return undefined;
    });
  }

  /** What goes on by itself, such as the end of processes, is waited for beside the loop. @returns why it is not withdrawn */
  async #withdraw(
    target: Target,
    runExclusive: RunExclusive,
    stop: AbortSignal,
  ): Promise<string | undefined> {
    const { clock } = this.#dependencies.host;
    const attempt = () => runExclusive(() => this.#bringTo(target, stop));
    let end = await attempt();
    for (let tries = 1; end.stillEnding && tries < MOST_TRIES && !stop.aborted; tries += 1) {
      await clock.sleep(AGAIN_AFTER_MS, stop);
      end = await attempt();
    }
    return end.why;
  }

  /** @returns why the account is not there, and whether it will be by itself */
  async #bringTo(
    target: Target,
    stop: AbortSignal,
  ): Promise<{ readonly why: string | undefined; readonly stillEnding: boolean }> {
    const { accounts, waves } = this.#dependencies;
    const { username } = target.account;
    if (!accounts.isRetired(username) || this.#hasFolder(username)) {
      const why = `${username} is not retired; take its folder away first and wait until it is`;
      return { why, stillEnding: false };
    }
    const { byAccount } = await waves.run([target], { trigger: 'ask', stop });
    const outcome = byAccount.get(username)?.outcome;
    return { why: whyNotApplied(outcome), stillEnding: outcome?.state === 'waiting' };
  }

  #hasFolder(username: string): boolean {
    return this.#dependencies.users.fingerprint(username) !== undefined;
  }

  /** Archives carry the time in their names, so the last one by name is the newest. */
  async #archiveOf(username: string): Promise<string | null> {
    const { host, waves } = this.#dependencies;
    const { archiveDir } = await waves.context();
    const archives = await host.files.list(archiveDir);
    const newest = archives.filter((name) => name.startsWith(`${username}-`)).at(-1);
    return newest === undefined ? null : `${archiveDir}/${newest}`;
  }
}
