import { watchTraffic } from '../../bandwidth/watch-traffic.ts';
import type { Clock } from '../../host/clock.ts';
import { collectGarbage } from '../../host/process/collect-garbage.ts';
import type { FolderListing } from '../../host/users-folder/list-folder.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { Hint } from '../../queue/hint.ts';
import { Queue } from '../../queue/queue.ts';
import { Settle } from '../../queue/settle.ts';
import { FolderWatch, type FolderWatchOptions } from '../../watch/folder-watch.ts';
import type { PassResult } from '../record/recorder.ts';
import { Purges } from '../retire/purges.ts';
import { rememberFolder, reviewVanished } from '../retire/vanish-review.ts';
import { allUsernames } from './all-usernames.ts';
import type { Converger, ConvergerDependencies, RunExclusive } from './converger.ts';
import type { EngineSnapshot } from './engine-snapshot.ts';
import { Mailbox } from './mailbox.ts';
import { MembershipReview } from './membership-review.ts';
import { type OperatorReply, type OperatorRequest, unanswered } from './operator-request.ts';
import { pruneJournal } from './prune-journal.ts';

/** A rebase over hundreds of accounts is waited for this long before the sets are read as they are. */
const GIT_PATIENCE_MS = 60_000;
const GIT_POLL_MS = 100;
/** A pass over more accounts than this leaves garbage worth collecting at once. */
const MANY = 1000;
/** For a disk that does not take at the end what would only make the next start faster. */
const PATIENCE_MS = 3000;
/** For a watcher that does not come to its first hint; sweeps find what it misses. */
const WATCHER_PATIENCE_MS = 60_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The order in which the accounts of one turn are served. */
const REASONS: readonly Hint[] = ['edit', 'ask', 'retry', 'resync'];

export interface ReconcilerDependencies extends ConvergerDependencies {
  /** Up to which event MariaDB has the journal; undefined where there is nothing to mirror to. */
  readonly mirroredThrough?: () => number | undefined;
  /** In [0, 1): spreads the retries of accounts that failed together. */
  readonly random?: () => number;
  readonly startWatchThread?: FolderWatchOptions['startThread'];
}

/**
 * The loop: hints settle, settled accounts queue, queued accounts pass through
 * the converger, and clocks bring up everyone now and then, because any hint
 * may have been lost.
 */
export class Reconciler {
  readonly #deps: ReconcilerDependencies;
  readonly #converger: Converger;
  readonly #clock: Clock;
  readonly #queue: Queue;
  readonly #settle: Settle;
  readonly #busySince = new Map<string, number>();
  readonly #errands = new Mailbox(() => this.#wake.abort());
  readonly #purges: Purges;
  readonly #memberships: MembershipReview;
  #areGroupsToReview = true;
  #gitSince: number | undefined;
  #nextVanishReviewAt: number | undefined;
  #nextPruneAt = 0;
  #nextSweepAt: number;
  #nextResyncAt: number;
  readonly #watch: FolderWatch;
  #wake = new AbortController();
  #stop = this.#wake.signal;
  #keeping = Promise.resolve();
  #readyAt: number | null = null;
  #lastSweepAt: number | null = null;

  constructor(deps: ReconcilerDependencies, converger: Converger) {
    this.#deps = deps;
    this.#converger = converger;
    this.#clock = deps.host.clock;
    const now = () => this.#clock.monotonic();
    this.#queue = new Queue({ clock: this.#clock, random: deps.random ?? Math.random });
    this.#settle = new Settle({ now, quietMs: deps.settings.quiet_ms, maxWaitMs: deps.settings.max_wait_ms });
    this.#nextSweepAt = this.#clock.monotonic();
    this.#nextResyncAt = this.#clock.monotonic();
    const runExclusive: RunExclusive = (work) => this.#errands.runExclusive(work);
    converger.after.wakeBy(() => this.#wake.abort());
    this.#purges = new Purges({
      purge: (username) => converger.purge(username, { runExclusive, stop: this.#stop }),
      onEnd: (username) => {
        // No pass has taken it meanwhile.
        if (deps.users.fingerprint(username) !== undefined) this.#queue.hint(username, 'edit');
        this.#wake.abort();
      },
      now,
      log: deps.log,
    });
    this.#memberships = new MembershipReview({
      accounts: deps.host.accounts,
      allowedGroups: deps.settings.allowed_groups,
      known: () => converger.inForce.known(),
    });
    this.#watch = new FolderWatch({
      usersDir: deps.settings.users_dir,
      list: () => deps.users.list(),
      clock: this.#clock,
      log: deps.log,
      ...(deps.startWatchThread && { startThread: deps.startWatchThread }),
      onHint: (username) => {
        this.#settle.hint(username);
        this.#wake.abort();
      },
      onDoubt: () => {
        this.#nextSweepAt = this.#clock.monotonic() + deps.settings.quiet_ms;
        this.#wake.abort();
      },
    });
  }

  /** Runs until `stop` aborts; a wave that has begun is finished. @param onWatching once hints come in */
  async run(stop: AbortSignal, onWatching: () => void): Promise<void> {
    // Also when the loop ends by a fault: what goes on beside it would keep the daemon from ending, and do nothing.
    const over = new AbortController();
    this.#stop = AbortSignal.any([stop, over.signal]);
    const { log, settings } = this.#deps;
    stop.addEventListener('abort', () => this.#wake.abort(), { once: true });
    const watching = this.#atMost(WATCHER_PATIENCE_MS, this.#watch.start(), stop);
    this.#deps.host.accounts.watchGroups(() => {
      this.#areGroupsToReview = true;
      this.#wake.abort();
    }, this.#stop);
    let counting = Promise.resolve();
    try {
      void watching.then(() => !stop.aborted && onWatching());
      this.#rememberFolder();
      await this.#serve(this.#everyone(), 'start');
      this.#tidyUp();
      await this.#reviewVanished();
      await watching;
      // What changed between its reading and its being watched was told by nobody.
      this.#nextSweepAt = this.#clock.monotonic();
      this.#nextResyncAt = this.#clock.monotonic() + settings.resync_minutes * MINUTE_MS;
      this.#readyAt = this.#clock.now();
      this.#lastSweepAt = this.#readyAt;
      log.info('first pass done');
      void this.#saveAcceptedSets();
      counting = this.#countTraffic(this.#stop);
      while (!stop.aborted) {
        await this.#waitForWork(stop);
        if (!stop.aborted) await this.#turn();
      }
    } finally {
      over.abort();
      this.#errands.close();
      await this.#purges.idle();
      await this.#converger.after.close();
      await counting;
      await this.#atMost(PATIENCE_MS, this.#saveAcceptedSets());
      await this.#watch.close();
    }
  }

  /** After a pass over many. */
  #tidyUp(): void {
    this.#deps.journal.forget();
    collectGarbage();
  }

  /** @returns once it is done, and whatever was begun before it */
  #saveAcceptedSets(): Promise<void> {
    this.#keeping = this.#keeping
      .then(() => this.#converger.saveAcceptedSets())
      .catch((error: unknown) => {
        this.#deps.log.warn({ error: errorMessage(error) }, 'the next start will have to read every set');
      });
    return this.#keeping;
  }

  /** Leaves no timer behind, which would keep the daemon from ending. */
  async #atMost(ms: number, work: Promise<void>, stop = new AbortController().signal): Promise<void> {
    const done = new AbortController();
    void work.then(() => done.abort());
    await this.#clock.sleep(ms, AbortSignal.any([done.signal, stop]));
  }

  #countTraffic(stop: AbortSignal): Promise<void> {
    const { traffic, settings, log } = this.#deps;
    return watchTraffic(
      {
        meter: traffic,
        clock: this.#clock,
        everyMs: settings.sweep_seconds * 1000,
        known: () => this.#converger.inForce.known(),
        accounts: this.#converger.inForce.accounts,
        onVerdict: (username) => {
          this.#queue.hint(username, 'resync');
          this.#wake.abort();
        },
        onError: (error) => log.error({ error: errorMessage(error) }, 'traffic could not be counted'),
      },
      stop,
    );
  }

  /** Asks for something beside the files' own order of things; answered once it is decided. */
  ask(ask: OperatorRequest): Promise<OperatorReply> {
    return new Promise((answer) => {
      this.#errands.add({
        run: async () => {
          if (ask.kind === 'purge') void this.#purges.start(ask.username).then(answer);
          else answer(await this.#answer(ask));
        },
        refuse: () => answer(unanswered(ask)),
      });
    });
  }

  snapshot(): EngineSnapshot {
    return {
      readyAt: this.#readyAt,
      lastSweepAt: this.#lastSweepAt,
      queue: this.#queue.snapshot(),
      settling: this.#settle.names(),
      watch: this.#watch.health,
    };
  }

  async #waitForWork(stop: AbortSignal): Promise<void> {
    this.#wake = new AbortController();
    if (stop.aborted) return;
    if (this.#errands.areWaiting) return;
    const times = [
      this.#nextSweepAt,
      this.#nextResyncAt,
      this.#nextVanishReviewAt,
      this.#converger.looks.nextAt(),
      this.#converger.after.nextAt(),
      this.#nextSettled(),
      this.#nextTask(),
    ];
    const next = Math.min(...times.filter((time) => time !== undefined));
    await this.#clock.sleep(Math.max(next - this.#clock.monotonic(), 0), this.#wake.signal);
  }

  /** Settled hints, but while git is rewriting the folder: later. */
  #nextSettled(): number | undefined {
    const due = this.#settle.nextDueAt();
    return due !== undefined && this.#gitSince !== undefined
      ? Math.max(due, this.#clock.monotonic() + GIT_POLL_MS)
      : due;
  }

  /** Queued work, but not before the services had a rest from the last reload. */
  #nextTask(): number | undefined {
    const due = this.#queue.nextWakeAt();
    return due === undefined ? undefined : Math.max(due, this.#converger.pace.notBefore);
  }

  async #turn(): Promise<void> {
    const now = this.#clock.monotonic();
    await this.#errands.run();
    await this.#collectSettled();
    if (now >= this.#nextSweepAt) await this.#sweep();
    if (now >= this.#nextResyncAt) {
      this.#nextResyncAt = now + this.#deps.settings.resync_minutes * MINUTE_MS;
      for (const username of this.#everyone()) this.#queue.hint(username, 'resync');
      this.#prune();
    }
    if (this.#areGroupsToReview) await this.#reviewMemberships();
    for (const username of this.#converger.looks.take(now)) this.#queue.hint(username, 'resync');
    for (const username of this.#converger.after.take()) this.#queue.hint(username, 'resync');
    if (now >= (this.#nextVanishReviewAt ?? Number.POSITIVE_INFINITY)) await this.#reviewVanished();
    if (now < this.#converger.pace.notBefore) return;
    const tasks = this.#queue.take(Number.POSITIVE_INFINITY);
    for (const reason of REASONS) {
      const names = tasks.filter((task) => task.reason === reason).map(({ username }) => username);
      if (names.length === 0) continue;
      const results = await this.#serve(names, reason);
      for (const username of names) this.#finish(username, results.get(username) ?? 'held');
      if (names.length > MANY) this.#tidyUp();
    }
    for (const username of this.#converger.takeReconsidered()) this.#queue.hint(username, 'edit');
  }

  /** Once a day: it takes seconds of the loop on a large journal. */
  #prune(): void {
    const now = this.#clock.monotonic();
    if (now < this.#nextPruneAt) return;
    this.#nextPruneAt = now + DAY_MS;
    const { journal, log, mirroredThrough = () => undefined } = this.#deps;
    try {
      pruneJournal(journal, { now: this.#clock.now(), mirroredThrough: mirroredThrough(), log });
    } catch (error) {
      log.error({ error: errorMessage(error) }, 'the journal could not be pruned; trying again tomorrow');
    }
  }

  async #answer(ask: Exclude<OperatorRequest, { kind: 'purge' }>): Promise<OperatorReply> {
    if (ask.kind === 'apply') {
      for (const username of ask.usernames) this.#queue.hint(username, 'ask');
      return new Map();
    }
    try {
      return await this.#retireAsked(ask.usernames);
    } catch (error) {
      return new Map(ask.usernames.map((username) => [username, errorMessage(error)]));
    }
  }

  async #retireAsked(usernames: readonly string[]): Promise<OperatorReply> {
    const { users } = this.#deps;
    const why = new Map<string, string>();
    const known = this.#converger.inForce.known();
    const missing = usernames.filter((username) => {
      if (!known.includes(username)) {
        why.set(username, 'there is no account of this name');
        return false;
      }
      if (users.fingerprint(username) === undefined) return true;
      why.set(username, `its folder is there; remove ${users.path}/${username} first`);
      return false;
    });
    const done = await this.#converger.retire(missing, this.#stop);
    for (const username of missing) {
      if (!done.includes(username)) why.set(username, 'it could not be retired; see its status');
    }
    return why;
  }

  /** Before anybody is in force: by the end of the first pass something else may be mounted in its place. */
  #rememberFolder(): void {
    const { users, journal, log } = this.#deps;
    try {
      rememberFolder(journal, users.list(), this.#converger.inForce);
    } catch (error) {
      log.error({ error: errorMessage(error) }, 'the users folder is not remembered before the first review');
    }
  }

  async #reviewVanished(): Promise<void> {
    const { users, journal, settings, log } = this.#deps;
    const purge = async (username: string) => this.#purges.startDue(username);
    const deps = { users, journal, settings, log, clock: this.#clock, purge };
    try {
      this.#nextVanishReviewAt = await reviewVanished(deps, this.#converger, this.#stop);
    } catch (error) {
      this.#nextVanishReviewAt = undefined;
      log.error({ error: errorMessage(error) }, 'vanished accounts could not be looked after');
    }
  }

  async #collectSettled(): Promise<void> {
    const due = this.#settle.nextDueAt();
    if (due === undefined || due > this.#clock.monotonic()) return;
    if (await this.#gitIsWriting()) return;
    const settled = this.#settle.due();
    if (settled === 'sweep') await this.#sweep();
    else for (const username of settled) this.#queue.hint(username, 'edit');
  }

  async #gitIsWriting(): Promise<boolean> {
    const { host, settings } = this.#deps;
    const now = this.#clock.monotonic();
    // Where nobody can look there is nothing to wait for.
    const lock = await host.files.read(`${settings.users_dir}/.git/index.lock`).catch(() => undefined);
    if (lock === undefined || lock.kind === 'absent') this.#gitSince = undefined;
    else this.#gitSince ??= now;
    return this.#gitSince !== undefined && now - this.#gitSince < GIT_PATIENCE_MS;
  }

  async #reviewMemberships(): Promise<void> {
    this.#areGroupsToReview = false;
    try {
      for (const username of await this.#memberships.changed()) this.#queue.hint(username, 'resync');
    } catch (error) {
      this.#deps.log.error(
        { error: errorMessage(error) },
        'the groups of the accounts could not be looked at',
      );
    }
  }

  /** Hints everyone whose files are not those that were last read, whatever the watcher said. */
  async #sweep(): Promise<void> {
    const { users, settings } = this.#deps;
    await this.#watch.follow();
    this.#lastSweepAt = this.#clock.now();
    this.#nextSweepAt = this.#clock.monotonic() + settings.sweep_seconds * 1000;
    for (const username of this.#everyone()) {
      if (users.fingerprint(username) !== this.#converger.fingerprint(username))
        this.#queue.hint(username, 'edit');
    }
    this.#areGroupsToReview = true;
    // Also with every folder in its place: a guard that held may be released.
    this.#nextVanishReviewAt = this.#clock.monotonic();
  }

  #everyone(): string[] {
    const { users, log } = this.#deps;
    const listing: FolderListing = users.list();
    if (listing.state !== 'ok') {
      log.error({ listing }, 'the users folder cannot be read; what is in force stays so');
    }
    return allUsernames(listing, this.#converger.inForce.known());
  }

  async #serve(
    usernames: readonly string[],
    reason: Hint | 'start',
  ): Promise<ReadonlyMap<string, PassResult>> {
    if (usernames.length === 0 && reason !== 'start') return new Map();
    const now = this.#clock.monotonic();
    const { max_wait_ms } = this.#deps.settings;
    const impatient = new Set(
      usernames.filter((name) => now - (this.#busySince.get(name) ?? now) > max_wait_ms),
    );
    try {
      const results = await this.#converger.pass(usernames, { trigger: reason, impatient, stop: this.#stop });
      const listing = this.#deps.users.list();
      const present = new Set(listing.state === 'ok' ? listing.usernames : []);
      const isSomeoneGone = usernames.some((username) => !present.has(username));
      // A guard that held may be released by a folder that came back.
      const isHeld = this.#deps.journal.heldGuards().length > 0;
      if (isSomeoneGone || isHeld) this.#nextVanishReviewAt ??= now;
      // Those of the first pass were not taken from the queue, so what they still need is hinted.
      if (reason === 'start') for (const [name, result] of results) this.#followUp(name, result);
      return results;
    } catch (error) {
      this.#deps.log.error(
        { error: errorMessage(error), accounts: usernames.length },
        'a pass failed as a whole',
      );
      const retry: PassResult = { retry: errorMessage(error) };
      if (reason === 'start') for (const name of usernames) this.#queue.hint(name, 'retry');
      return new Map(usernames.map((username) => [username, retry]));
    }
  }

  #followUp(username: string, result: PassResult): void {
    if (typeof result !== 'object') return;
    this.#queue.hint(username, 'busyMs' in result ? 'edit' : 'retry');
  }

  #finish(username: string, result: PassResult): void {
    const now = this.#clock.monotonic();
    if (typeof result !== 'object' || 'retry' in result) {
      this.#busySince.delete(username);
      this.#queue.done(username, result);
      return;
    }
    const since = this.#busySince.get(username) ?? now;
    this.#busySince.set(username, since);
    const waited = now - since > this.#deps.settings.max_wait_ms;
    this.#queue.done(username, waited ? { retry: 'the set is being written, or its lock is held' } : 'held');
    if (!waited) this.#settle.hint(username);
  }
}
