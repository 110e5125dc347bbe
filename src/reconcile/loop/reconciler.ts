import { collectGarbage } from '../../host/process/collect-garbage.ts';
import { waitAtMost } from '../../host/wait-at-most.ts';
import { errorMessage } from '../../model/error-message.ts';
import { type OperatorReply, type OperatorRequest, replyToAll } from '../../model/operator-request.ts';
import { BusyAccounts } from '../../queue/busy-accounts.ts';
import type { Hint } from '../../queue/hint.ts';
import { Queue } from '../../queue/queue.ts';
import { FolderWatch, type FolderWatchOptions } from '../../watch/folder-watch.ts';
import { SettledHints } from '../../watch/settled-hints.ts';
import { runSideWork } from '../beside/side-work.ts';
import { everyUsername } from '../intake/all-usernames.ts';
import { HeadAnchor } from '../record/head-anchor.ts';
import { PurgeQueue } from '../retire/purge-queue.ts';
import { rememberFolder, reviewVanished } from '../retire/vanish-review.ts';
import type { RunExclusive } from '../wave/run-exclusive.ts';
import { answerRequest } from './answer-request.ts';
import type { EngineSnapshot } from './engine-snapshot.ts';
import { Mailbox } from './mailbox.ts';
import type { Engine, EngineDependencies } from './open-engine.ts';
import { PassRunner } from './pass-runner.ts';
import { PeriodicWork } from './periodic-work.ts';

/** Upper bound for saving the cache of accepted sets when the loop ends. */
const SAVE_PATIENCE_MS = 3000;
/** Upper bound for the watcher's start. The sweeps find what it misses. */
const WATCHER_PATIENCE_MS = 60_000;
/** A pass over more accounts than this leaves garbage that is worth collecting at once. */
const MANY = 1000;

/** The order in which the queued accounts of one cycle are passed. */
const HINTS: readonly Hint[] = ['edit', 'ask', 'retry', 'resync'];

export interface ReconcilerDependencies extends EngineDependencies {
  /** Up to which event MariaDB has the journal; undefined where there is nothing to mirror to. */
  readonly mirroredThrough?: () => number | undefined;
  readonly startWatchThread?: FolderWatchOptions['startThread'];
}

/**
 * The loop of the daemon. Hints settle, settled accounts are queued, and queued accounts pass through the converger.
 * Sweeps and resyncs bring up all accounts now and then, because any hint may have been lost.
 */
export class Reconciler {
  readonly #dependencies: ReconcilerDependencies;
  readonly #engine: Engine;
  readonly #queue: Queue;
  readonly #hints: SettledHints;
  readonly #passes: PassRunner;
  readonly #periodic: PeriodicWork;
  readonly #purges: PurgeQueue;
  readonly #watch: FolderWatch;
  readonly #mailbox = new Mailbox(() => this.#wake.abort());
  readonly #runExclusive: RunExclusive = (work) => this.#mailbox.runExclusive(work);
  #wake = new AbortController();
  #stop = this.#wake.signal;
  #readyAt: number | null = null;

  constructor(dependencies: ReconcilerDependencies, engine: Engine) {
    const { host, users, settings, log, random = Math.random, startWatchThread } = dependencies;
    const { clock, files } = host;
    this.#dependencies = dependencies;
    this.#engine = engine;
    this.#queue = new Queue({ clock, random });
    this.#hints = new SettledHints({ settings, files, clock });
    const parts = { ...dependencies, ...engine, clock, queue: this.#queue, hints: this.#hints };
    const busyAccounts = new BusyAccounts(() => clock.monotonic(), settings.max_wait_ms);
    this.#passes = new PassRunner({ ...parts, busyAccounts });
    this.#watch = new FolderWatch({
      usersDir: settings.users_dir,
      list: () => users.list(),
      clock,
      log,
      ...(startWatchThread && { startThread: startWatchThread }),
      onHint: (username) => this.#wakeFor(() => this.#hints.add(username)),
      onDoubt: () => this.#wakeFor(() => this.#periodic.sweepSoon()),
    });
    const runExclusive = this.#runExclusive;
    this.#purges = new PurgeQueue({
      purge: (username) => engine.purger.purge(username, { runExclusive, stop: this.#stop }),
      // No pass took the account while it was being purged, so a folder that came back meanwhile was not read.
      onEnd: (username) => {
        if (users.fingerprint(username) !== undefined)
          this.#wakeFor(() => this.#queue.hint(username, 'edit'));
        // Its names are free.
        this.#wakeFor(() => {
          for (const each of engine.intake.refusedForClaims) this.#queue.hint(each, 'edit');
        });
      },
      clock,
      log,
    });
    engine.after.wakeBy(() => this.#wake.abort());
    this.#periodic = new PeriodicWork({
      ...parts,
      watch: this.#watch,
      mirroredThrough: dependencies.mirroredThrough ?? (() => undefined),
      reviewVanished: () =>
        reviewVanished({
          ...parts,
          retire: (usernames) => engine.retirement.retire(usernames, this.#stop),
          purge: async (username) => this.#purges.startDue(username),
          lookAgain: (usernames) => {
            for (const username of usernames) this.#queue.hint(username, 'resync');
          },
        }),
    });
  }

  /** Runs until `stop` aborts; a wave that has begun is finished. @param onWatching called once hints come in */
  async run(stop: AbortSignal, onWatching: () => void): Promise<void> {
    const { host, journal, log } = this.#dependencies;
    const { clock } = host;
    const anchor = new HeadAnchor(journal, log);
    const { acceptedSets, after } = this.#engine;
    // What goes on beside the loop ends with it, also when the loop ends by a fault.
    const over = new AbortController();
    this.#stop = AbortSignal.any([stop, over.signal]);
    this.#stop.addEventListener('abort', () => this.#wake.abort(), { once: true });
    let sideWork = Promise.resolve();
    try {
      const watching = waitAtMost(clock, WATCHER_PATIENCE_MS, this.#watch.start(), stop);
      void watching.then(() => !stop.aborted && onWatching());
      host.accounts.watchGroups(() => this.#wakeFor(() => this.#periodic.reviewGroupsSoon()), this.#stop);
      await this.#firstPass();
      await watching;
      this.#periodic.begin();
      this.#readyAt = clock.now();
      log.info('first pass done');
      anchor.log();
      void acceptedSets.save();
      const resync = (username: string) => this.#wakeFor(() => this.#queue.hint(username, 'resync'));
      sideWork = runSideWork({ ...this.#dependencies, ...this.#engine, resync }, this.#stop);
      while (!stop.aborted) {
        await this.#waitForWork();
        if (!stop.aborted) await this.#cycle();
        anchor.log();
      }
    } finally {
      over.abort();
      this.#mailbox.close();
      await this.#purges.idle();
      await after.close();
      await sideWork;
      await waitAtMost(clock, SAVE_PATIENCE_MS, acceptedSets.save());
      await this.#watch.close();
      anchor.log();
    }
  }

  /** Answers once it is decided what becomes of the request; for a purge, once that is over. */
  request(request: OperatorRequest): Promise<OperatorReply> {
    return new Promise((reply) => {
      this.#mailbox.add({
        run: () => {
          const loop = {
            queue: this.#queue,
            purges: this.#purges,
            runExclusive: this.#runExclusive,
            stop: this.#stop,
          };
          return answerRequest(request, { ...this.#engine, ...loop }, reply);
        },
        refuse: () => reply(replyToAll(request, 'the daemon is stopping')),
      });
    });
  }

  /** What only the running engine knows. */
  snapshot(): EngineSnapshot {
    return {
      readyAt: this.#readyAt,
      lastSweepAt: this.#periodic.lastSweepAt,
      queue: this.#queue.snapshot(),
      settling: this.#hints.names(),
      watch: this.#watch.health,
    };
  }

  /** Every account once. By the end of it another folder may be mounted, so the folder is remembered before. */
  async #firstPass(): Promise<void> {
    const { users, journal, log } = this.#dependencies;
    try {
      rememberFolder(journal, users.list(), this.#engine.accounts);
    } catch (error) {
      log.error({ error: errorMessage(error) }, 'the users folder is not remembered before the first review');
    }
    await this.#passes.first(everyUsername({ ...this.#dependencies, ...this.#engine }), this.#stop);
    this.#tidyUp();
    await this.#periodic.review();
  }

  async #waitForWork(): Promise<void> {
    const { clock } = this.#dependencies.host;
    this.#wake = new AbortController();
    if (this.#stop.aborted || !this.#mailbox.isEmpty) return;
    const { reloadPace, rechecks, after } = this.#engine;
    // The services rest after a reload, so no queued account is served before that is over.
    const queued = this.#queue.nextWakeAt();
    const times = [
      this.#periodic.nextAt(),
      this.#hints.nextAt(),
      rechecks.nextAt(),
      after.nextAt(),
      queued === undefined ? undefined : Math.max(queued, reloadPace.notBefore),
    ];
    const next = Math.min(...times.filter((time) => time !== undefined));
    await clock.sleep(Math.max(next - clock.monotonic(), 0), this.#wake.signal);
  }

  async #cycle(): Promise<void> {
    const { clock } = this.#dependencies.host;
    const { reloadPace, rechecks, after } = this.#engine;

    // Do what was asked for from outside of the loop.
    await this.#mailbox.run();

    // Queue the accounts whose files have settled, and those that are due for a sweep, a resync or another look.
    const settled = await this.#hints.collect();
    if (settled === 'sweep') await this.#periodic.sweep();
    else for (const username of settled) this.#queue.hint(username, 'edit');
    await this.#periodic.runDue();
    for (const username of [...rechecks.take(clock.monotonic()), ...after.take()])
      this.#queue.hint(username, 'resync');

    // Serve the queue, unless the services still rest.
    if (clock.monotonic() < reloadPace.notBefore) return;
    const tasks = Map.groupBy(this.#queue.take(Number.POSITIVE_INFINITY), ({ hint }) => hint);
    for (const hint of HINTS) {
      const usernames = (tasks.get(hint) ?? []).map(({ username }) => username);
      if (usernames.length === 0) continue;
      await this.#passes.passQueued(usernames, hint, this.#stop);
      this.#periodic.afterPass(usernames);
      if (usernames.length > MANY) this.#tidyUp();
    }
  }

  /** After a pass over many accounts. */
  #tidyUp(): void {
    this.#dependencies.journal.forget();
    collectGarbage();
  }

  #wakeFor(add: () => void): void {
    add();
    this.#wake.abort();
  }
}
