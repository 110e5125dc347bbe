import type { Logger } from 'pino';
import type { Clock } from '../host/clock.ts';
import type { FolderListing } from '../host/users-folder/list-folder.ts';
import { errorMessage } from '../model/error-message.ts';
import { NOT_WATCHING, type WatchHealth } from './watch-health.ts';
import { startWatchThread, type WatchThread } from './watch-thread.ts';

/** A thread that has ended by a fault may do so again. */
const AGAIN_AFTER_MS = 60_000;

export interface FolderWatchOptions {
  readonly usersDir: string;
  readonly list: () => FolderListing;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onHint: (username: string) => void;
  /** Something may have changed without a hint: only a sweep over all accounts finds it. */
  readonly onDoubt: () => void;
  /** For tests; the watcher's own thread without it. */
  readonly startThread?: typeof startWatchThread;
}

/** Keeps watching the users folder, and starts over when the folder is replaced or the watcher fails. */
export class FolderWatch {
  readonly #options: FolderWatchOptions;
  #thread: WatchThread | undefined;
  /** Which folder is watched: a path that comes to mean another folder has to be watched again. */
  #identity = '';
  /** By the monotonic clock. */
  #startedAt = 0;
  #isGone = false;
  #health: WatchHealth = NOT_WATCHING;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
  }

  get health(): WatchHealth {
    return this.#health;
  }

  /** @returns once hints come in, or never will */
  start(): Promise<void> {
    const { usersDir, list, clock, onHint, onDoubt, startThread = startWatchThread } = this.#options;
    this.#identity = identityOf(list());
    this.#startedAt = clock.monotonic();
    this.#isGone = false;
    const onGone = (why: string) => {
      this.#isGone = true;
      this.#note({ watching: false });
      this.#doubt(why);
    };
    try {
      this.#thread = startThread({
        usersDir,
        onWatching: () => {
          this.#note({ watching: true });
          onDoubt();
        },
        onHint: (username) => {
          this.#note({ hints: this.#health.hints + 1, lastHintAt: clock.now() });
          onHint(username);
        },
        onLost: (why) => this.#doubt(why),
        onGone,
      });
    } catch (error) {
      // A host that has no thread left for this one still has its sweeps.
      onGone(errorMessage(error));
      return Promise.resolve();
    }
    return this.#thread.begun;
  }

  /** Starts over when the path has come to mean another folder, or no more hints come. */
  async follow(): Promise<void> {
    const { list, clock } = this.#options;
    const isOther = identityOf(list()) !== this.#identity;
    const isDue = this.#isGone && clock.monotonic() - this.#startedAt >= AGAIN_AFTER_MS;
    if (!isOther && !isDue) return;
    await this.close();
    void this.start();
  }

  async close(): Promise<void> {
    await this.#thread?.close();
    // What it had said by then was heard before this.
    this.#note({ watching: false });
  }

  #doubt(why: string): void {
    this.#options.log.warn({ why }, 'hints may have been lost; sweeping');
    this.#note({ lost: this.#health.lost + 1, lastLoss: why });
    this.#options.onDoubt();
  }

  #note(news: Partial<WatchHealth>): void {
    this.#health = { ...this.#health, ...news };
  }
}

function identityOf(listing: FolderListing): string {
  return listing.state === 'ok' ? `${listing.device}:${listing.inode}` : listing.state;
}
