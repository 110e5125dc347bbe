import type { Clock } from '../host/clock.ts';
import type { RootFileReader } from '../host/root-files.ts';
import type { Settings } from '../model/settings.ts';
import { Settle } from '../queue/settle.ts';

/** While git rewrites the users folder, hints wait for at most this long. */
const GIT_PATIENCE_MS = 60_000;
const GIT_POLL_MS = 100;

interface SettledHintsOptions {
  readonly settings: Pick<Settings, 'users_dir' | 'quiet_ms' | 'max_wait_ms'>;
  readonly files: RootFileReader;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/**
 * Hints about changed sets. Each is held back until its account's files are unchanged for a while, and all of them
 * while git has the users folder locked, so that a checkout over hundreds of accounts is read once and whole.
 */
export class SettledHints {
  readonly #options: SettledHintsOptions;
  readonly #settle: Settle;
  /** Since when git's lock has been seen; undefined while there is none. */
  #gitSince: number | undefined;

  constructor(options: SettledHintsOptions) {
    const { settings, clock } = options;
    this.#options = options;
    this.#settle = new Settle({
      now: () => clock.monotonic(),
      quietMs: settings.quiet_ms,
      maxWaitMs: settings.max_wait_ms,
    });
  }

  add(username: string): void {
    this.#settle.hint(username);
  }

  /** The accounts that are waited for. */
  names(): readonly string[] | 'everyone' {
    return this.#settle.names();
  }

  /** When `collect` next has something to give, in monotonic milliseconds; undefined while there is no hint. */
  nextAt(): number | undefined {
    const due = this.#settle.nextDueAt();
    if (due === undefined || this.#gitSince === undefined) return due;
    return Math.max(due, this.#options.clock.monotonic() + GIT_POLL_MS);
  }

  /** The accounts whose files are unchanged for a while; `sweep` when so many changed that all are to be compared. */
  async collect(): Promise<readonly string[] | 'sweep'> {
    const due = this.#settle.nextDueAt();
    if (due === undefined || due > this.#options.clock.monotonic()) return [];
    return (await this.#isGitWriting()) ? [] : this.#settle.due();
  }

  async #isGitWriting(): Promise<boolean> {
    const { settings, files, clock } = this.#options;
    const now = clock.monotonic();
    // A lock that cannot be read is treated as absent: the loop must not end or wait because of it.
    const lock = await files.read(`${settings.users_dir}/.git/index.lock`).catch(() => undefined);
    if (lock === undefined || lock.kind === 'absent') this.#gitSince = undefined;
    else this.#gitSince ??= now;
    return this.#gitSince !== undefined && now - this.#gitSince < GIT_PATIENCE_MS;
  }
}
