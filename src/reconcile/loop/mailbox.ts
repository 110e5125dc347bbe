interface Message {
  run(): Promise<void>;
  /** Called instead of `run` when the loop ends first. */
  refuse(): void;
}

/** Work that must not run beside a wave, kept until the loop has time for it between two cycles. */
export class Mailbox {
  readonly #waiting: Message[] = [];
  readonly #wake: () => void;
  #isClosed = false;

  /** @param wake ends the wait of the loop */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(message: Message): void {
    if (this.#isClosed) {
      message.refuse();
      return;
    }
    this.#waiting.push(message);
    this.#wake();
  }

  /** @returns what comes of the work; rejects when the loop ends first */
  runExclusive<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.add({
        run: () => work().then(resolve, reject),
        refuse: () => reject(new Error('the daemon is stopping')),
      });
    });
  }

  async run(): Promise<void> {
    for (const message of this.#waiting.splice(0)) await message.run();
  }

  close(): void {
    this.#isClosed = true;
    for (const message of this.#waiting.splice(0)) message.refuse();
  }
}
