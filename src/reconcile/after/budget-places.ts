import type { Budget } from '../../../controllers/after-action.ts';
import type { JournalReader } from '../../journal/reader.ts';

interface Place {
  readonly at: number;
  readonly budgets: readonly Budget[];
}

/** A place that its owner did not come for within this time is given up. */
const GRACE_MS = 600_000;

/**
 * When each action that spends budgets may begin. Actions get their places in the order in which they ask, so a host
 * with thousands of them spreads them over the periods. The journal says what was spent; the places are kept in memory,
 * since after a restart the actions ask again. All times are wall times, as those of the journal.
 */
export class BudgetPlaces {
  readonly #journal: Pick<JournalReader, 'spendings' | 'budgetHeldUntil'>;
  /** By the key of the action. */
  readonly #places = new Map<string, Place>();
  /** By budget: the times at which it was spent or is to be, in order. Read from the journal at the first question. */
  readonly #times = new Map<string, number[]>();

  constructor(journal: Pick<JournalReader, 'spendings' | 'budgetHeldUntil'>) {
    this.#journal = journal;
  }

  /** @returns when the action may begin: `now`, or a later time, which is kept for it */
  reserve(key: string, budgets: readonly Budget[], now: number): number {
    const held = Math.max(now, ...budgets.map(({ name }) => this.#journal.budgetHeldUntil(name)));
    const kept = this.#places.get(key);
    if (kept !== undefined && kept.at <= now && held === now) return now;
    this.release(key);
    this.#giveUp(now);
    let at = held;
    for (const budget of budgets) at = Math.max(at, this.#roomAt(budget, now));
    this.#places.set(key, { at, budgets });
    for (const { name, spentBy } of budgets) if (spentBy === 'start') insert(this.#timesOf(name), at);
    return at;
  }

  /** The action has begun, and so what it spends is in the journal, or it is not to be begun any more. */
  release(key: string): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    for (const { name, spentBy } of place.budgets) {
      const times = this.#timesOf(name);
      const found = spentBy === 'start' ? times.indexOf(place.at) : -1;
      if (found !== -1) times.splice(found, 1);
    }
  }

  spent(budget: string, at: number): void {
    const times = this.#times.get(budget);
    if (times !== undefined) insert(times, at);
  }

  #roomAt({ name, most, periodMs }: Budget, now: number): number {
    const times = this.#timesOf(name);
    const from = times.findIndex((time) => time > now - periodMs);
    const count = from === -1 ? 0 : times.length - from;
    return count < most ? now : (times.at(-most) ?? now) + periodMs;
  }

  #timesOf(budget: string): number[] {
    let times = this.#times.get(budget);
    if (times === undefined) {
      times = [...this.#journal.spendings(budget, 0)];
      this.#times.set(budget, times);
    }
    return times;
  }

  #giveUp(now: number): void {
    for (const [key, { at }] of this.#places) {
      if (at >= now - GRACE_MS) break;
      this.release(key);
    }
  }
}

/** Nearly always at the end. */
function insert(times: number[], at: number): void {
  let place = times.length;
  while (place > 0 && (times[place - 1] ?? 0) > at) place -= 1;
  times.splice(place, 0, at);
}
