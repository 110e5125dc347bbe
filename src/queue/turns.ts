/** Runs one piece of work after the other, in the order of the calls. Work that fails holds up nothing. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** @returns what comes of the work; rejects as it does */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when all work that was given before this call has ended. */
  async settled(): Promise<void> {
    await this.#last;
  }
}

/** Turns for each key. Keys do not wait for each other, and one without work takes up no memory. */
export class TurnsByKey {
  readonly #last = new Map<string, Promise<unknown>>();

  /** @returns what comes of the work; rejects as it does */
  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const done = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const ended = done.catch(() => undefined);
    this.#last.set(key, ended);
    try {
      return await done;
    } finally {
      if (this.#last.get(key) === ended) this.#last.delete(key);
    }
  }
}
