import type { PhpRequest } from '../src/host/php-sockets.ts';

// nginx has hardly more connections than that for all accounts together.
const MOST = 1024;

/** Requests that wait for the start of an FPM. */
export class WaitingRequests {
  readonly #requests: PhpRequest[] = [];

  /** Keeps it, or refuses it when too many wait already. */
  add(request: PhpRequest): void {
    if (this.#requests.length >= MOST) request.refuse();
    else this.#requests.push(request);
  }

  /** Hands on all that wait, the first first. */
  release(accept: (request: PhpRequest) => void): void {
    for (const request of this.#requests.splice(0)) accept(request);
  }

  refuse(): void {
    this.release((request) => request.refuse());
  }
}
