// Requests of the thread that only the engine can carry out, and their replies.

import type { AccountOverride } from '../model/account-override.ts';

/** `retire`: the account's folder is gone on purpose. `override`: its files cannot be changed. */
export type EngineOrder =
  | { readonly kind: 'retire'; readonly username: string }
  | {
      readonly kind: 'override';
      readonly username: string;
      readonly override: AccountOverride;
      readonly actor: string;
    };

export class EngineRequests {
  readonly #send: (request: number, order: EngineOrder) => void;
  readonly #waiting = new Map<number, (why: string | undefined) => void>();
  #last = 0;

  constructor(send: (request: number, order: EngineOrder) => void) {
    this.#send = send;
  }

  /** @returns why the order is not carried out; undefined when it is */
  order(order: EngineOrder): Promise<string | undefined> {
    this.#last += 1;
    const request = this.#last;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#waiting.set(request, resolve);
    this.#send(request, order);
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
