import { type Clock, localMonth } from '../host/clock.ts';
import type { LogFile, LogFilesReader } from '../host/log-files.ts';
import { type BytesByMonth, tallyLog } from './tally-log.ts';
import { type Counted, type LogCursor, TrafficStore } from './traffic-store.ts';

interface TrafficMeterOptions {
  readonly path: string;
  /** The base folder of the logs, such as `/var/log/jopanel`. */
  readonly logDir: string;
  readonly logs: LogFilesReader;
  readonly clock: Clock;
  /** Moves a damaged file aside. */
  readonly setAside: (path: string) => string;
}

/** Newest last. logrotate renames a file, and the renamed file keeps its inode and so its cursor. */
const FILES = ['access.log.1', 'access.log'];
const PIECE = 1024 * 1024;
/** The number of bytes that are read of one account's logs at a time, so that no account waits for the busiest site. */
const SHARE = 64 * PIECE;

/** Counts what the sites of each account send, from nginx's own logs. */
export class TrafficMeter {
  readonly #options: TrafficMeterOptions;
  readonly #store: TrafficStore;
  readonly #cursors: Map<string, readonly LogCursor[]>;
  #month: string;
  #bytes: Map<string, number>;

  private constructor(options: TrafficMeterOptions, store: TrafficStore) {
    this.#options = options;
    this.#store = store;
    this.#cursors = new Map(store.cursors());
    this.#month = localMonth(options.clock.now());
    this.#bytes = store.bytesOf(this.#month);
  }

  /** A damaged file is moved aside, and what the logs still hold is counted again. */
  static open(options: TrafficMeterOptions): TrafficMeter {
    try {
      return new TrafficMeter(options, new TrafficStore(options.path));
    } catch {
      options.setAside(options.path);
      return new TrafficMeter(options, new TrafficStore(options.path));
    }
  }

  /** What the account has sent since the month began, in the host's time zone. */
  bytesThisMonth(username: string): number {
    this.#turnMonth();
    return this.#bytes.get(username) ?? 0;
  }

  /** Counts what was logged since the last call. @param usernames all accounts; the counts of others are deleted */
  async count(usernames: readonly string[]): Promise<void> {
    const news: Counted[] = [];
    for (const username of usernames) {
      const counted = await this.#countAccount(username);
      if (counted !== undefined) news.push(counted);
    }
    // The sums are read before they are written: afterwards they would include the new lines twice.
    this.#turnMonth();
    if (news.length > 0) this.#store.add(news);
    for (const { username, cursors, bytes } of news) {
      this.#cursors.set(username, cursors);
      const sent = bytes.get(this.#month) ?? 0;
      if (sent > 0) this.#bytes.set(username, (this.#bytes.get(username) ?? 0) + sent);
    }
    const known = new Set(usernames);
    const gone = this.#store.accounts().filter((username) => !known.has(username));
    if (gone.length > 0 && usernames.length > 0) this.#forget(gone);
  }

  close(): void {
    this.#store.close();
  }

  async #countAccount(username: string): Promise<Counted | undefined> {
    const before = this.#cursors.get(username) ?? [];
    const cursors: LogCursor[] = [];
    const bytes: BytesByMonth = new Map();
    for (const name of FILES) {
      const path = `${this.#options.logDir}/sites/${username}/${name}`;
      const file = this.#options.logs.find(path);
      if (file === undefined) continue;
      const known = before.find(({ identity }) => identity === file.identity)?.offset ?? 0;
      // A file that has become shorter was truncated in place.
      const offset = await this.#countFile(path, file, known > file.size ? 0 : known, bytes);
      cursors.push({ identity: file.identity, offset });
    }
    return JSON.stringify(cursors) === JSON.stringify(before) ? undefined : { username, cursors, bytes };
  }

  /** @returns the position up to which the file is counted now */
  async #countFile(path: string, file: LogFile, from: number, bytes: BytesByMonth): Promise<number> {
    const end = Math.min(file.size, from + SHARE);
    let offset = from;
    while (offset < end) {
      const piece = await this.#options.logs.read(path, file, offset, Math.min(PIECE, file.size - offset));
      const tally = tallyLog(piece);
      for (const [month, sent] of tally.bytes) bytes.set(month, (bytes.get(month) ?? 0) + sent);
      // No line of nginx is as long as a chunk, so a chunk without a line end is skipped.
      const step = tally.consumed === 0 && piece.length === PIECE ? PIECE : tally.consumed;
      if (step === 0) break;
      offset += step;
    }
    return offset;
  }

  #forget(usernames: readonly string[]): void {
    this.#store.forget(usernames);
    for (const username of usernames) {
      this.#cursors.delete(username);
      this.#bytes.delete(username);
    }
  }

  #turnMonth(): void {
    const month = localMonth(this.#options.clock.now());
    if (month === this.#month) return;
    this.#month = month;
    this.#bytes = this.#store.bytesOf(month);
  }
}
