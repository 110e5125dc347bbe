/**
 * Time as a value that is passed in, so that no test ever has to wait for the real one. There are two clocks, because
 * the wall clock may be set back or forward by hours at any moment.
 */
export interface Clock {
  /** Wall time in milliseconds since 1970-01-01T00:00:00Z: for what is stored or shown, and never for a wait. */
  now(): number;
  /** Milliseconds since some moment, the same one in all threads, and never set: for waits, ages and durations. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic() {
    // performance.now() counts from the start of its own thread.
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1000 + nanoseconds / 1e6;
  },
  sleep(ms, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const timer = setTimeout(finish, ms);
      function finish(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      }
      signal?.addEventListener('abort', finish, { once: true });
    });
  },
};

/**
 * The monotonic time of a moment that was stored by wall time. A moment that seems to lie ahead counts as now: the wall
 * clock was set back since.
 */
export function monotonicTimeOf(clock: Pick<Clock, 'now' | 'monotonic'>, storedMs: number): number {
  return clock.monotonic() - Math.max(clock.now() - storedMs, 0);
}

/** ISO 8601 in UTC with milliseconds, as the journal and the status show it. */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** The month in the host's own time zone, such as `2026-11`. */
export function localMonth(epochMs: number): string {
  const date = new Date(epochMs);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}

/** Epoch milliseconds of a date as HTTP and RFC 3339 write it; undefined for anything else. */
export function parseTime(text: string): number | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
