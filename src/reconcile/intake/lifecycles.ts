import { type Clock, monotonicTimeOf } from '../../host/clock.ts';
import type { JournalReader } from '../../journal/reader.ts';

/** Monotonic milliseconds; null while the folder is there, or the account is not retired. */
export interface Lifecycle {
  readonly goneSince: number | null;
  readonly retiredSince: number | null;
  /** An operator retired it by name, so it was not lost. */
  readonly isConfirmed?: boolean;
}

const PRESENT: Lifecycle = { goneSince: null, retiredSince: null };

/**
 * Which accounts there are, which of them have lost their folder, and which are retired. Times are counted by the
 * monotonic clock, so that no guard opens or closes because the wall clock was set.
 */
export class Lifecycles {
  readonly #lifecycles = new Map<string, Lifecycle>();

  constructor(journal: JournalReader, clock: Clock) {
    const since = (storedMs: number | null) => (storedMs === null ? null : monotonicTimeOf(clock, storedMs));
    for (const { username, desiredRevision, vanishedAt, retiredAt } of journal.accounts()) {
      if (desiredRevision === null) continue;
      this.#lifecycles.set(username, { goneSince: since(vanishedAt), retiredSince: since(retiredAt) });
    }
  }

  /** Every account that was ever accepted and is not purged, whether or not its folder is there. */
  known(): string[] {
    return [...this.#lifecycles.keys()];
  }

  has(username: string): boolean {
    return this.#lifecycles.has(username);
  }

  of(username: string): Lifecycle {
    return this.#lifecycles.get(username) ?? PRESENT;
  }

  set(username: string, lifecycle: Lifecycle = PRESENT): void {
    this.#lifecycles.set(username, lifecycle);
  }

  delete(username: string): void {
    this.#lifecycles.delete(username);
  }

  isRetired(username: string): boolean {
    return this.of(username).retiredSince !== null;
  }

  /** Accounts whose folder is gone and that are not retired, and since when. */
  vanished(): ReadonlyMap<string, number> {
    return this.#times(({ goneSince, retiredSince }) => (retiredSince === null ? goneSince : null));
  }

  /** Since when those accounts are retired that no operator retired by name. After a restart these are all. */
  retiredUnconfirmed(): number[] {
    return [...this.#lifecycles.values()].flatMap(({ retiredSince, isConfirmed = false }) =>
      retiredSince === null || isConfirmed ? [] : [retiredSince],
    );
  }

  /** Retired accounts, and since when. */
  retired(): ReadonlyMap<string, number> {
    return this.#times(({ retiredSince }) => retiredSince);
  }

  #times(timeOf: (lifecycle: Lifecycle) => number | null): ReadonlyMap<string, number> {
    const times = new Map<string, number>();
    for (const [username, lifecycle] of this.#lifecycles) {
      const time = timeOf(lifecycle);
      if (time !== null) times.set(username, time);
    }
    return times;
  }
}
