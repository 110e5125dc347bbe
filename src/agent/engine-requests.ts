// Requests of the thread that only the engine can carry out, and their replies.

export class EngineRequests {
  readonly #send: (request: number, username: string) => void;
  readonly #waiting = new Map<number, (why: string | undefined) => void>();
  #last = 0;

  constructor(send: (request: number, username: string) => void) {
    this.#send = send;
  }

  /** @returns why the account is not retired; undefined when it is */
  retire(username: string): Promise<string | undefined> {
    this.#last += 1;
    const request = this.#last;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#waiting.set(request, resolve);
    this.#send(request, username);
    return promise;
  }

  reply(request: number, why: string | undefined): void {
    this.#waiting.get(request)?.(why);
    this.#waiting.delete(request);
  }

  /** The engine ends: nothing that was asked of it is answered any more. */
  abandon(): void {
    for (const resolve of this.#waiting.values()) resolve('the daemon is stopping');
    this.#waiting.clear();
  }
}
