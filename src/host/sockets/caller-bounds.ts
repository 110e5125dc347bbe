// How much of a socket one user may take: connections, answers that are made or wait to be read, requests that wait
// for their turn, streams. A user who takes more waits or is turned away, and no other user is. Root is never counted.

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { refuseBusy } from './reject-malformed-request.ts';

export interface CallerLimits {
  readonly connections: number;
  /**
   * Places for answers that are made at the same time, or made and not read yet. This bounds the processes that they
   * start and the memory that they take.
   */
  readonly answers: number;
  /** Requests that wait for one of those. */
  readonly waiting: number;
  /** Answers without an end, of which each holds one page at most. */
  readonly streams: number;
}

export const CALLER_LIMITS: CallerLimits = { connections: 128, answers: 8, waiting: 256, streams: 64 };

interface Waiting {
  /** How many of the places the answer takes. */
  readonly places: number;
  readonly socket: Socket;
  readonly response: ServerResponse;
  readonly answer: () => unknown;
}

interface Caller {
  readonly user: number;
  connections: number;
  /** Places that are taken. */
  answers: number;
  streams: number;
  readonly waiting: Waiting[];
}

const ROOT = 0;

/** The way from an answer to the places that it takes among its caller's. */
const taken = new WeakMap<ServerResponse, { becomeStream(): boolean }>();

/** Of one socket that is listened on. */
export class CallerBounds {
  readonly #limits: CallerLimits;
  readonly #userOf: (socket: Socket) => number | undefined;
  readonly #callers = new Map<number, Caller>();
  readonly #sockets = new WeakMap<Socket, Caller | 'root'>();

  /** @param userOf who is at the other end; undefined when the connection is closed already */
  constructor(userOf: (socket: Socket) => number | undefined, limits = CALLER_LIMITS) {
    this.#userOf = userOf;
    this.#limits = limits;
  }

  /** Counts a new connection, or turns it away. */
  connected(socket: Socket): void {
    const user = this.#userOf(socket);
    if (user === undefined) socket.destroy();
    else if (user === ROOT) this.#sockets.set(socket, 'root');
    else {
      const caller = this.#callerOf(user);
      if (caller.connections >= this.#limits.connections) refuseBusy(socket);
      else this.#count(socket, caller);
    }
  }

  #count(socket: Socket, caller: Caller): void {
    caller.connections += 1;
    this.#sockets.set(socket, caller);
    socket.once('close', () => {
      caller.connections -= 1;
      this.#forgetIdle(caller);
    });
  }

  /**
   * Has a request answered as soon as its caller has room for that, unless the client is gone by then.
   *
   * @param places how many of the caller's places the answer takes; at most all of them
   * @param answer returns a promise where it goes on: who leaves meanwhile has made no room for the next
   */
  answer(socket: Socket, response: ServerResponse, places: number, answer: () => unknown): void {
    const caller = this.#sockets.get(socket);
    if (caller === 'root') answer();
    else if (caller === undefined || caller.waiting.length >= this.#limits.waiting) socket.destroy();
    else {
      caller.waiting.push({ socket, response, places, answer });
      this.#answerNext(caller);
    }
  }

  #callerOf(user: number): Caller {
    const known = this.#callers.get(user);
    if (known !== undefined) return known;
    const caller: Caller = { user, connections: 0, answers: 0, streams: 0, waiting: [] };
    this.#callers.set(user, caller);
    return caller;
  }

  #answerNext(caller: Caller): void {
    for (;;) {
      const [next] = caller.waiting;
      if (next === undefined) return;
      const { socket, response, places, answer } = next;
      if (!socket.destroyed && caller.answers + places > this.#limits.answers) return;
      caller.waiting.shift();
      if (socket.destroyed) continue;
      caller.answers += places;
      let isStream = false;
      taken.set(response, {
        becomeStream: () => {
          if (caller.streams >= this.#limits.streams) return false;
          caller.answers -= places;
          caller.streams += 1;
          isStream = true;
          this.#answerNext(caller);
          return true;
        },
      });
      // Closed is a response once all of it was read, or the connection has gone.
      const closed = new Promise((resolve) => response.once('close', resolve));
      void Promise.allSettled([closed, answer()]).then(() => {
        if (isStream) caller.streams -= 1;
        else caller.answers -= places;
        this.#answerNext(caller);
        this.#forgetIdle(caller);
      });
    }
  }

  #forgetIdle({ user, connections, answers, streams }: Caller): void {
    if (connections + answers + streams === 0) this.#callers.delete(user);
  }
}

/**
 * Declares that this answer goes on without an end, so that it takes the place of no other.
 *
 * @returns false when its caller has too many of those already
 */
export function countAsStream(response: ServerResponse): boolean {
  return taken.get(response)?.becomeStream() ?? true;
}
