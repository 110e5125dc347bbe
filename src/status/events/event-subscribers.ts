// Sends journal entries to the subscribers of an event stream. Each one proceeds at its own pace and uses one page of
// memory at most. No entry is skipped; a subscriber that does not read is disconnected with a message.

import type { ServerResponse } from 'node:http';
import type { Clock } from '../../host/clock.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { RecentEvents } from './recent-events.ts';

interface Follow {
  readonly account: string | undefined;
  /** The last entry that the client has; undefined: send only new entries. */
  readonly after: number | undefined;
}

export interface EventSubscribersOptions {
  readonly journal: JournalReader;
  readonly clock: Clock;
  readonly pollMs?: number;
  /** How long a client may take to read one page. */
  readonly patienceMs?: number;
}

interface Subscriber {
  readonly response: ServerResponse;
  readonly account: string | undefined;
  cursor: number;
  /** Since when the client has not read what was sent; undefined: it has read everything. */
  blockedSince: number | undefined;
  quietSince: number;
}

export const MOST_SUBSCRIBERS = 256;
const HEARTBEAT_MS = 15_000;

export class EventSubscribers {
  readonly #options: Required<EventSubscribersOptions>;
  readonly #recent: RecentEvents;
  readonly #subscribers = new Set<Subscriber>();
  readonly #closed = new AbortController();
  #polling = false;

  constructor(options: EventSubscribersOptions) {
    this.#options = { pollMs: 100, patienceMs: 30_000, ...options };
    this.#recent = new RecentEvents(options.journal);
  }

  get size(): number {
    return this.#subscribers.size;
  }

  add(response: ServerResponse, { account, after }: Follow): void {
    const { journal, clock } = this.#options;
    const head = journal.head().seq;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
    });
    response.write('retry: 1000\n\n');
    // The client must learn of a number from a lost journal, and of entries that were pruned.
    if (after !== undefined && after > head)
      notice(response, 'reset', `the journal is at entry ${head} only`);
    const oldest = journal.events({ limit: 1 })[0]?.seq ?? 1;
    if (after !== undefined && after + 1 < oldest)
      notice(response, 'gap', `entries up to ${oldest - 1} have been pruned`);
    const cursor = after === undefined || after > head ? head : after;
    const subscriber = { response, account, cursor, blockedSince: undefined, quietSince: clock.monotonic() };
    this.#subscribers.add(subscriber);
    response.on('drain', () => {
      subscriber.blockedSince = undefined;
      this.#send(subscriber);
    });
    response.on('close', () => this.#subscribers.delete(subscriber));
    response.on('error', () => this.#subscribers.delete(subscriber));
    this.#send(subscriber);
    if (this.#closed.signal.aborted) this.close();
    else if (!this.#polling) void this.#poll();
  }

  /** Ends all streams; a later one ends as soon as it has begun. */
  close(): void {
    this.#closed.abort();
    for (const { response } of this.#subscribers) {
      notice(response, 'closed', 'jopaneld stops; connect again and give Last-Event-ID');
      response.end();
    }
    this.#subscribers.clear();
  }

  async #poll(): Promise<void> {
    const { clock, pollMs } = this.#options;
    this.#polling = true;
    try {
      while (this.#subscribers.size > 0 && !this.#closed.signal.aborted) {
        while (this.#recent.catchUp());
        for (const subscriber of this.#subscribers) this.#visit(subscriber);
        await clock.sleep(pollMs, this.#closed.signal);
      }
    } finally {
      this.#polling = false;
    }
  }

  #visit(subscriber: Subscriber): void {
    const now = this.#options.clock.monotonic();
    const { blockedSince, response } = subscriber;
    if (blockedSince === undefined) {
      this.#send(subscriber);
      if (now - subscriber.quietSince < HEARTBEAT_MS) return;
      subscriber.quietSince = now;
      response.write(': still here\n\n');
    } else if (now - blockedSince > this.#options.patienceMs) {
      this.#subscribers.delete(subscriber);
      notice(response, 'closed', 'too slow: nothing was read for a while; give Last-Event-ID to go on');
      response.end();
      // The message waits behind unread data; a client that never reads is disconnected all the same.
      void this.#options.clock
        .sleep(this.#options.patienceMs, this.#closed.signal)
        .then(() => response.destroy());
    }
  }

  #send(subscriber: Subscriber): void {
    while (subscriber.blockedSince === undefined && !subscriber.response.writableEnded) {
      const { through, bytes } = this.#recent.pageAfter(subscriber.cursor, subscriber.account);
      if (through === subscriber.cursor) return;
      subscriber.cursor = through;
      if (bytes.length === 0) continue;
      const now = this.#options.clock.monotonic();
      subscriber.quietSince = now;
      if (!subscriber.response.write(bytes)) subscriber.blockedSince = now;
    }
  }
}

function notice(response: ServerResponse, event: string, reason: string): void {
  response.write(`event: ${event}\ndata: ${JSON.stringify({ reason })}\n\n`);
}
