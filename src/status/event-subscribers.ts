// Sends journal entries to those who follow. Each goes at its own pace and holds one page of memory at most:
// the next is only read once the last has left. Nothing is skipped; who does not read is told so and cut off.

import type { ServerResponse } from 'node:http';
import type { Clock } from '../host/clock.ts';
import type { JournalReader } from '../journal/reader.ts';
import { RecentEvents } from './recent-events.ts';

export interface Follow {
  readonly account: string | undefined;
  /** The last entry that was seen; undefined: from now on. */
  readonly after: number | undefined;
}

export interface EventSubscribersOptions {
  readonly journal: JournalReader;
  readonly clock: Clock;
  readonly pollMs?: number;
  /** How long one page may take to be read. */
  readonly patienceMs?: number;
}

interface Follower {
  readonly response: ServerResponse;
  readonly account: string | undefined;
  cursor: number;
  /** Since when it has not read what was sent; undefined: it has. */
  blockedSince: number | undefined;
  quietSince: number;
}

export const MOST_SUBSCRIBERS = 256;
const HEARTBEAT_MS = 15_000;

export class EventSubscribers {
  readonly #options: Required<EventSubscribersOptions>;
  readonly #recent: RecentEvents;
  readonly #followers = new Set<Follower>();
  readonly #closed = new AbortController();
  #polling = false;

  constructor(options: EventSubscribersOptions) {
    this.#options = { pollMs: 100, patienceMs: 30_000, ...options };
    this.#recent = new RecentEvents(options.journal);
  }

  get size(): number {
    return this.#followers.size;
  }

  follow(response: ServerResponse, { account, after }: Follow): void {
    const { journal, clock } = this.#options;
    const head = journal.head().seq;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
    });
    response.write('retry: 1000\n\n');
    // A number from a journal that was lost, or past what pruning left, must not pass in silence.
    if (after !== undefined && after > head)
      notice(response, 'reset', `the journal is at entry ${head} only`);
    const oldest = journal.events({ limit: 1 })[0]?.seq ?? 1;
    if (after !== undefined && after + 1 < oldest)
      notice(response, 'gap', `entries up to ${oldest - 1} have been pruned`);
    const cursor = after === undefined || after > head ? head : after;
    const follower = { response, account, cursor, blockedSince: undefined, quietSince: clock.now() };
    this.#followers.add(follower);
    response.on('drain', () => {
      follower.blockedSince = undefined;
      this.#send(follower);
    });
    response.on('close', () => this.#followers.delete(follower));
    response.on('error', () => this.#followers.delete(follower));
    this.#send(follower);
    if (!this.#polling) void this.#poll();
  }

  close(): void {
    this.#closed.abort();
    for (const { response } of this.#followers) {
      notice(response, 'closed', 'jopaneld stops; connect again and give Last-Event-ID');
      response.end();
    }
    this.#followers.clear();
  }

  async #poll(): Promise<void> {
    const { clock, pollMs } = this.#options;
    this.#polling = true;
    try {
      while (this.#followers.size > 0 && !this.#closed.signal.aborted) {
        while (this.#recent.catchUp());
        for (const follower of this.#followers) this.#attach(follower);
        await clock.sleep(pollMs, this.#closed.signal);
      }
    } finally {
      this.#polling = false;
    }
  }

  #attach(follower: Follower): void {
    const now = this.#options.clock.now();
    const { blockedSince, response } = follower;
    if (blockedSince === undefined) {
      this.#send(follower);
      if (now - follower.quietSince < HEARTBEAT_MS) return;
      follower.quietSince = now;
      response.write(': still here\n\n');
    } else if (now - blockedSince > this.#options.patienceMs) {
      this.#followers.delete(follower);
      notice(response, 'closed', 'too slow: nothing was read for a while; give Last-Event-ID to go on');
      response.end();
      // The reason waits behind what was not read yet; who never reads it does not keep the connection.
      void this.#options.clock
        .sleep(this.#options.patienceMs, this.#closed.signal)
        .then(() => response.destroy());
    }
  }

  #send(follower: Follower): void {
    while (follower.blockedSince === undefined && !follower.response.writableEnded) {
      const { through, bytes } = this.#recent.pageAfter(follower.cursor, follower.account);
      if (through === follower.cursor) return;
      follower.cursor = through;
      if (bytes.length === 0) continue;
      const now = this.#options.clock.now();
      follower.quietSince = now;
      if (!follower.response.write(bytes)) follower.blockedSince = now;
    }
  }
}

function notice(response: ServerResponse, event: string, reason: string): void {
  response.write(`event: ${event}\ndata: ${JSON.stringify({ reason })}\n\n`);
}
