// Hints settle: an account is taken up once its set is unchanged for a while, but is not waited for for ever. A burst over
// many accounts becomes one sweep.

interface SettleOptions {
  /** The monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** How long an account must be unchanged. */
  readonly quietMs: number;
  /** How long a busy one is waited for. */
  readonly maxWaitMs: number;
  /** More unsettled accounts than this are a burst. */
  readonly burst?: number;
}

interface Unrest {
  readonly first: number;
  readonly last: number;
}

export class Settle {
  readonly #options: SettleOptions;
  readonly #burst: number;
  readonly #unrest = new Map<string, Unrest>();
  #sweep: Unrest | undefined;

  constructor(options: SettleOptions) {
    this.#options = options;
    this.#burst = options.burst ?? 64;
  }

  hint(name: string): void {
    const now = this.#options.now();
    if (this.#sweep) {
      this.#sweep = { first: this.#sweep.first, last: now };
      return;
    }
    this.#unrest.set(name, { first: this.#unrest.get(name)?.first ?? now, last: now });
    if (this.#unrest.size <= this.#burst) return;
    // The sweep looks at everyone, so the names are of no more use.
    const first = Math.min(...[...this.#unrest.values()].map((unrest) => unrest.first));
    this.#unrest.clear();
    this.#sweep = { first, last: now };
  }

  /** The accounts that are settled, each once, or `sweep` for all of them; what is given is forgotten here. */
  due(): readonly string[] | 'sweep' {
    const now = this.#options.now();
    if (this.#sweep) {
      if (this.#dueAt(this.#sweep) > now) return [];
      this.#sweep = undefined;
      return 'sweep';
    }
    const settled = [...this.#unrest]
      .filter(([, unrest]) => this.#dueAt(unrest) <= now)
      .map(([name]) => name);
    for (const name of settled) this.#unrest.delete(name);
    return settled;
  }

  nextDueAt(): number | undefined {
    if (this.#sweep) return this.#dueAt(this.#sweep);
    let next: number | undefined;
    for (const unrest of this.#unrest.values()) {
      const at = this.#dueAt(unrest);
      next = Math.min(at, next ?? at);
    }
    return next;
  }

  /** The accounts that are still being changed. */
  names(): readonly string[] | 'everyone' {
    return this.#sweep === undefined ? [...this.#unrest.keys()] : 'everyone';
  }

  /** How many accounts are unsettled; a sweep counts as one. */
  size(): number {
    return this.#sweep ? 1 : this.#unrest.size;
  }

  #dueAt({ first, last }: Unrest): number {
    const { quietMs, maxWaitMs } = this.#options;
    return Math.min(last + quietMs, first + maxWaitMs);
  }
}
