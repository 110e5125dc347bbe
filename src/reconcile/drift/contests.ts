/** So many corrections of one item within this time, and somebody else keeps changing it. */
const CORRECTIONS = 3;
export const CONTEST_WINDOW_MS = 600_000;

/** Counts how often each item of the host had to be corrected lately, to notice two actors at war over it. */
export class Contests {
  readonly #now: () => number;
  readonly #corrections = new Map<string, number[]>();
  readonly #contested = new Set<string>();

  /** @param contested items at war from before, by `contestKey` */
  constructor(now: () => number, contested: Iterable<string> = []) {
    this.#now = now;
    for (const key of contested) this.#contested.add(key);
  }

  has(key: string): boolean {
    return this.#contested.has(key);
  }

  /** Whether correcting the item once more would be the fourth time in ten minutes; then it is contested. */
  isOneTooMany(key: string): boolean {
    return this.#recent(key).length >= CORRECTIONS;
  }

  /** @param at by the monotonic clock */
  corrected(key: string, at = this.#now()): void {
    this.#corrections.set(key, [...this.#recent(key), at]);
  }

  declare(key: string): void {
    this.#contested.add(key);
  }

  /** The contested items of an account. */
  of(username: string): string[] {
    return [...this.#contested].filter((key) => key.startsWith(`${username} `));
  }

  end(key: string): void {
    this.#contested.delete(key);
    this.#corrections.delete(key);
  }

  #recent(key: string): number[] {
    const recent = (this.#corrections.get(key) ?? []).filter(
      (time) => time > this.#now() - CONTEST_WINDOW_MS,
    );
    if (recent.length === 0) this.#corrections.delete(key);
    return recent;
  }
}

/** Names an item across accounts and resources. */
export function contestKey(account: string, resource: string, item: string): string {
  return `${account} ${resource} ${item}`;
}
