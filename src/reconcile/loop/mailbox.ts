interface Message {
  run(): Promise<void>;
  /** The loop ends before its turn. */
  refuse(): void;
}

/** Work that must not run beside a wave, asked for by what does: kept until the loop gets to it. */
export class Mailbox {
  readonly #waiting: Message[] = [];
  readonly #wake: () => void;
  #isClosed = false;

  /** @param wake lets the loop know that there is something to do */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  get areWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  add(errand: Message): void {
    if (this.#isClosed) {
      errand.refuse();
      return;
    }
    this.#waiting.push(errand);
    this.#wake();
  }

  /** @returns what comes of the work; fails when the loop ends before its turn */
  runExclusive<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.add({
        run: () => work().then(resolve, reject),
        refuse: () => reject(new Error('the daemon is stopping')),
      });
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
