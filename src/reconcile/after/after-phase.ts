// What controllers have done once a wave is over: beside the loop, with a budget of its own.

import PQueue from 'p-queue';
import type { Logger } from 'pino';
import type { AfterAction } from '../../../controllers/after-action.ts';
import type { Host } from '../../host/host.ts';
import type { Journal } from '../../journal/journal.ts';
import { errorMessage } from '../../model/error-message.ts';
import { TurnsByKey } from '../../queue/turns.ts';
import type { AccountPlan } from '../plan/account-plan.ts';
import { type AfterTask, applyAfterAction, spentAtStart } from './apply-after-action.ts';
import { BudgetPlaces } from './budget-places.ts';

/** Of all accounts together; of one account, one at a time. */
const AT_ONCE = 4;
/** How long a wave waits for an action to end that it no longer asks for. */
const PATIENCE_MS = 10_000;
/** No retry is further away than this, whatever the wall clock said when it was stored. */
const LONGEST_WAIT_MS = 86_400_000;

/** While other actions go on, what has ended waits so long for them: one reload is for all of them. */
const GATHER_MS = 120_000;

type AfterItem = Pick<AfterAction, 'account' | 'resource' | 'item'>;

interface AfterPhaseDependencies {
  readonly host: Host;
  readonly journal: Journal;
  readonly log: Logger;
  /** In [0, 1). */
  readonly random: () => number;
}

interface Running {
  readonly action: AfterAction;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Applies the actions of the after phase. It keeps none of them: what has
 * failed, and what a restart cut off, is planned again by the wave that comes at
 * the time of the next try, for as long as it is still to be done.
 */
export class AfterPhase {
  readonly #dependencies: AfterPhaseDependencies;
  readonly #queue = new PQueue({ concurrency: AT_ONCE });
  /** Waiting for their turn or at work, by key. */
  readonly #running = new Map<string, Running>();
  /** By account. */
  readonly #turns = new TurnsByKey();
  /** When what has failed is tried again, by key and the monotonic clock. */
  readonly #retries = new Map<string, { readonly account: string; readonly at: number }>();
  /** When an action has a place, because the budgets that it spends have no room before; by key and the wall clock. */
  readonly #waiting = new Map<string, number>();
  /** What persons ask for though no plan does, until it was tried. */
  readonly #requested = new Set<string>();
  readonly #needWave = new Set<string>();
  /** By the monotonic clock: when the first of those that need a wave began to wait for one. */
  #waveSince = 0;
  readonly #places: BudgetPlaces;
  #wake: () => void = () => {};
  #isClosed = false;
  #waves = 0;

  constructor(dependencies: AfterPhaseDependencies) {
    this.#dependencies = dependencies;
    this.#places = new BudgetPlaces(dependencies.journal);
    for (const { account, resource, item, retryAt } of dependencies.journal.afterRetries()) {
      this.#wait({ account, resource, item }, retryAt - dependencies.host.clock.now());
    }
  }

  /** @param wake called when an account needs a wave */
  wakeBy(wake: () => void): void {
    this.#wake = wake;
  }

  /**
   * Cancels the actions of these accounts that their plans no longer ask for.
   *
   * @returns those that still go on, by account: no wave may change such an account meanwhile
   */
  async cancelObsolete(plans: ReadonlyMap<string, AccountPlan>): Promise<ReadonlyMap<string, AfterAction>> {
    if (this.#running.size === 0) return new Map();
    const planned = new Set([...plans.values()].flatMap(afterTasks).map(({ action }) => keyOf(action)));
    const obsolete = [...this.#running].filter(
      ([key, { action }]) => plans.has(action.account) && !planned.has(key),
    );
    if (obsolete.length === 0) return new Map();
    for (const [, { stop }] of obsolete) stop.abort();
    const over = new AbortController();
    void Promise.all(obsolete.map(([, { ended }]) => ended)).then(() => over.abort());
    await this.#dependencies.host.clock.sleep(PATIENCE_MS, over.signal);
    const stillRunning = obsolete.filter(([key]) => this.#running.has(key));
    return new Map(stillRunning.map(([, { action }]) => [action.account, action]));
  }

  /** @param isRequested a person asks for it now, so that no retry is waited for */
  start(tasks: readonly AfterTask[], isRequested: boolean): void {
    if (this.#isClosed) return;
    for (const task of tasks) {
      const key = keyOf(task.action);
      if (this.#running.has(key) || (this.#retries.has(key) && !isRequested)) continue;
      this.#retries.delete(key);
      if (!this.#hasPlace(task.action)) continue;
      const stop = new AbortController();
      const { account } = task.action;
      const ended = this.#turns.run(account, () =>
        this.#queue.add(() => this.#run(task, stop.signal), { priority: task.action.priority ?? 0 }),
      );
      this.#running.set(key, { action: task.action, stop, ended });
    }
  }

  isRunning(action: AfterAction): boolean {
    return this.#running.has(keyOf(action));
  }

  /** When the action has a place in its budgets, by the wall clock; undefined where it waits for none. */
  placeOf(action: AfterAction): number | undefined {
    return this.#waiting.get(keyOf(action));
  }

  /** Lets the next plan of the account ask for this item, whatever the host has. */
  request(item: AfterItem): void {
    this.#requested.add(keyOf(item));
  }

  isRequested(item: AfterItem): boolean {
    return this.#requested.has(keyOf(item));
  }

  /** Whether another wave will come for the account, because of what an action does at this moment or has just done. */
  leadsToWave(username: string): boolean {
    if (this.#needWave.has(username)) return true;
    return [...this.#running.values()].some(({ action }) => action.account === username);
  }

  /** When an account next needs a wave, by the monotonic clock. */
  nextAt(): number | undefined {
    const times = [...this.#retries.values()].map(({ at }) => at);
    if (this.#needWave.size > 0) times.push(this.#waveAt());
    return times.length === 0 ? undefined : times.reduce((first, time) => Math.min(first, time));
  }

  /** The accounts that need a wave: an action of theirs has ended, or is to be tried again. */
  take(): readonly string[] {
    const now = this.#dependencies.host.clock.monotonic();
    for (const [key, { account, at }] of this.#retries) {
      if (at > now) continue;
      this.#retries.delete(key);
      this.#waiting.delete(key);
      this.#askForWave(account);
    }
    if (this.#needWave.size === 0 || this.#waveAt() > now) return [];
    const usernames = [...this.#needWave];
    this.#needWave.clear();
    return usernames;
  }

  /** Resolves when no action is left to run. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  /** Stops all actions and starts no more: the next start plans again what is still to be done. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { stop } of this.#running.values()) stop.abort();
    await this.idle();
  }

  async #run(task: AfterTask, stop: AbortSignal): Promise<void> {
    const { host, journal, log, random } = this.#dependencies;
    const { account, resource, item, summary, retriesMs } = task.action;
    const key = keyOf(task.action);
    const id = `after-${host.clock.now().toString(36)}-${(this.#waves++).toString(36)}`;
    try {
      if (stop.aborted) return;
      const { retries, spent, delay } = await applyAfterAction(task, {
        host,
        journal,
        id,
        random,
        stop,
        onBegin: () => this.#begun(task.action),
      });
      for (const budget of spent) this.#places.spent(budget, host.clock.now());
      for (const retry of retries) this.#wait({ account, resource, item: retry.item }, retry.delayMs);
      log.info(
        { account, resource, item, wave: id, retryMs: delay ?? null },
        'action of the after phase ended',
      );
    } catch (error) {
      // The journal takes nothing; without it nothing is begun either.
      log.error({ account, resource, item, error: errorMessage(error) }, `could not ${summary}`);
      this.#wait(task.action, retriesMs[0]);
    } finally {
      this.#running.delete(key);
      this.#requested.delete(key);
      this.#places.release(key);
      this.#askForWave(account);
      this.#wake();
    }
  }

  /** Otherwise it waits for one, and the wave that comes then asks for it again. */
  #hasPlace(action: AfterAction): boolean {
    const key = keyOf(action);
    const { clock } = this.#dependencies.host;
    const { budgets = [] } = action;
    this.#waiting.delete(key);
    if (budgets.length === 0) return true;
    const now = clock.now();
    const at = this.#places.reserve(key, budgets, now);
    if (at <= now) return true;
    this.#waiting.set(key, at);
    this.#wait(action, at - now);
    return false;
  }

  /** What it spends is in the journal from now on. */
  #begun(action: AfterAction): void {
    this.#places.release(keyOf(action));
    for (const budget of spentAtStart(action))
      this.#places.spent(budget, this.#dependencies.host.clock.now());
  }

  #askForWave(account: string): void {
    if (this.#needWave.size === 0) this.#waveSince = this.#dependencies.host.clock.monotonic();
    this.#needWave.add(account);
  }

  #waveAt(): number {
    return this.#running.size === 0 ? this.#waveSince : this.#waveSince + GATHER_MS;
  }

  #wait(action: AfterItem, delayMs: number): void {
    const at = this.#dependencies.host.clock.monotonic() + Math.min(Math.max(delayMs, 0), LONGEST_WAIT_MS);
    this.#retries.set(keyOf(action), { account: action.account, at });
  }
}

/** The actions of the after phase that a plan asks for. */
export function afterTasks({ target, byResource }: AccountPlan): AfterTask[] {
  return [...byResource.values()].flatMap(({ after = [] }) => after.map((action) => ({ target, action })));
}

function keyOf({ account, resource, item }: AfterItem): string {
  return `${account} ${resource} ${item}`;
}
