interface Errand {
  run(): Promise<void>;
  refuse(): void;
}

/** Work that must not run beside a wave, asked for by what does: kept until the loop gets to it. */
export class Errands {
  readonly #waiting: Errand[] = [];
  readonly #wake: () => void;
  #isClosed = false;

  /** @param wake lets the loop know that there is something to do */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  get areWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** @returns what comes of the work; fails when the loop ends before its turn */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const refuse = () => reject(new Error('the daemon is stopping'));
      if (this.#isClosed) return refuse();
      this.#waiting.push({ run: () => work().then(resolve, reject), refuse });
      this.#wake();
    });
  }

  async run(): Promise<void> {
    for (const errand of this.#waiting.splice(0)) await errand.run();
  }

  close(): void {
    this.#isClosed = true;
    for (const errand of this.#waiting.splice(0)) errand.refuse();
  }
}
