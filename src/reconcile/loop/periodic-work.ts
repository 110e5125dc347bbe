import type { Logger } from 'pino';
import type { Clock } from '../../host/clock.ts';
import type { HostReader } from '../../host/host.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { Journal } from '../../journal/journal.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { Settings } from '../../model/settings.ts';
import type { Queue } from '../../queue/queue.ts';
import { Timer } from '../../queue/timer.ts';
import type { FolderWatch } from '../../watch/folder-watch.ts';
import { MembershipReview } from '../drift/membership-review.ts';
import { everyUsername } from '../intake/all-usernames.ts';
import type { Intake } from '../intake/intake.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import { pruneJournal } from '../record/prune-journal.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface PeriodicWorkDependencies {
  readonly host: Pick<HostReader, 'accounts'>;
  readonly clock: Clock;
  readonly users: UsersFolder;
  readonly journal: Journal;
  readonly settings: Settings;
  readonly log: Logger;
  readonly accounts: ManagedAccounts;
  readonly intake: Intake;
  readonly queue: Queue;
  readonly watch: Pick<FolderWatch, 'follow'>;
  /** @returns the monotonic time of the next review, if nothing else makes one necessary before */
  readonly reviewVanished: () => Promise<number | undefined>;
  readonly mirroredThrough: () => number | undefined;
}

/** What the loop does without a hint: sweeps, resyncs, reviews of vanished folders, and pruning of the journal. */
export class PeriodicWork {
  readonly #dependencies: PeriodicWorkDependencies;
  readonly #sweep: Timer;
  readonly #resync: Timer;
  readonly #review: Timer;
  readonly #prune: Timer;
  readonly #groups: Timer;
  readonly #memberships: MembershipReview;
  #lastSweepAt: number | null = null;

  constructor(dependencies: PeriodicWorkDependencies) {
    const { clock, host, settings, accounts } = dependencies;
    this.#dependencies = dependencies;
    this.#sweep = new Timer(clock);
    this.#resync = new Timer(clock);
    this.#review = new Timer(clock);
    this.#prune = new Timer(clock);
    this.#groups = new Timer(clock);
    this.#memberships = new MembershipReview({
      accounts: host.accounts,
      allowedGroups: settings.allowed_groups,
      known: () => accounts.known(),
    });
  }

  /** Epoch milliseconds, for people. */
  get lastSweepAt(): number | null {
    return this.#lastSweepAt;
  }

  /** To be called after the first pass. Changes between its reading and the watcher's start were seen by neither. */
  begin(): void {
    const { clock, settings } = this.#dependencies;
    this.#lastSweepAt = clock.now();
    this.#sweep.set(0);
    this.#resync.set(settings.resync_minutes * MINUTE_MS);
    this.#prune.set(0);
  }

  /** In monotonic milliseconds. */
  nextAt(): number {
    const times = [this.#sweep.at, this.#resync.at, this.#review.at, this.#groups.at];
    return Math.min(...times.filter((at) => at !== undefined));
  }

  /** The groups of the host have changed. */
  reviewGroupsSoon(): void {
    this.#groups.set(0);
  }

  sweepSoon(): void {
    this.#sweep.set(this.#dependencies.settings.quiet_ms);
  }

  /** Has an account without a folder reviewed, and every account while a guard holds: a folder that is back may release it. */
  afterPass(usernames: readonly string[]): void {
    const { users, journal } = this.#dependencies;
    const listing = users.list();
    const present = new Set(listing.state === 'ok' ? listing.usernames : []);
    const isAnyMissing = usernames.some((username) => !present.has(username));
    if (isAnyMissing || journal.heldGuards().length > 0) this.#review.setNoLater(0);
  }

  async runDue(): Promise<void> {
    if (this.#sweep.isDue) await this.sweep();
    if (this.#resync.isDue) this.#resyncAll();
    if (this.#groups.isDue) await this.#reviewMemberships();
    if (this.#review.isDue) await this.review();
  }

  /** Queues every account whose files are not the ones that were last read, whatever the watcher reported. */
  async sweep(): Promise<void> {
    const { clock, settings, watch, intake, queue } = this.#dependencies;
    await watch.follow();
    this.#lastSweepAt = clock.now();
    this.#sweep.set(settings.sweep_seconds * 1000);
    for (const username of everyUsername(this.#dependencies)) {
      if (intake.hasChanged(username)) queue.hint(username, 'edit');
    }
    await this.#recheckRefused();
    this.#groups.set(0);
    // A guard may be released although every folder is in its place.
    this.#review.set(0);
  }

  /** What the host allows may have changed: a name that the operator's own configuration took, or a shell. */
  async #recheckRefused(): Promise<void> {
    const { intake, queue, log } = this.#dependencies;
    try {
      for (const username of await intake.refusedUnderOtherFacts()) queue.hint(username, 'edit');
    } catch (error) {
      log.error(
        { error: errorMessage(error) },
        'the host could not be looked at for the sets that are refused',
      );
    }
  }

  async review(): Promise<void> {
    const { log, reviewVanished } = this.#dependencies;
    this.#review.clear();
    try {
      const again = await reviewVanished();
      if (again !== undefined) this.#review.setNoLater(again - this.#dependencies.clock.monotonic());
    } catch (error) {
      log.error({ error: errorMessage(error) }, 'vanished accounts could not be reviewed');
    }
  }

  async #reviewMemberships(): Promise<void> {
    const { queue, log } = this.#dependencies;
    this.#groups.clear();
    try {
      for (const username of await this.#memberships.changed()) queue.hint(username, 'resync');
    } catch (error) {
      log.error({ error: errorMessage(error) }, 'the groups of the accounts could not be read');
    }
  }

  #resyncAll(): void {
    const { settings, queue } = this.#dependencies;
    this.#resync.set(settings.resync_minutes * MINUTE_MS);
    for (const username of everyUsername(this.#dependencies)) queue.hint(username, 'resync');
    if (this.#prune.isDue) this.#pruneJournal();
  }

  /** With a resync, once a day, as it takes seconds on a large journal. */
  #pruneJournal(): void {
    const { clock, journal, log, mirroredThrough } = this.#dependencies;
    this.#prune.set(DAY_MS);
    try {
      pruneJournal(journal, { now: clock.now(), mirroredThrough: mirroredThrough(), log });
    } catch (error) {
      log.error({ error: errorMessage(error) }, 'the journal could not be pruned; trying again tomorrow');
    }
  }
}
