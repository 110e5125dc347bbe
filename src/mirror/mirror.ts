// Follows the journal and writes new entries to MariaDB. The journal itself is the queue, so an outage costs no
// memory, and missed entries are written in order afterwards.
import type { Clock } from '../host/clock.ts';
import type { JournalReader } from '../journal/reader.ts';
import { type BackoffRange, backoffDelay } from '../model/backoff-delay.ts';
import { type Logins, readLogins } from './add-logins.ts';
import { describeError } from './describe-error.ts';
import { mirrorAccounts } from './mirror-accounts.ts';
import { mirrorAudit } from './mirror-audit.ts';
import { atStart, type MirrorView } from './mirror-view.ts';
import { bringUpToDate } from './schema.ts';
import type { Session } from './session.ts';

interface MirrorOptions {
  readonly journal: JournalReader;
  /** The name under which the rows of this host are stored. */
  readonly host: string;
  readonly clock: Clock;
  /** A random number in [0, 1), which spreads the retries of hosts that lost the same server. */
  readonly random: () => number;
  /** The last entry that the audit log is known to have had, without asking the server. */
  readonly known: number;
  readonly connect: () => Promise<Session>;
  readonly report: (view: MirrorView) => void;
}

/** How often the journal is polled for new entries. */
const POLL_MS = 250;
/** How often an idle connection is checked: a dead server or a dropped table is noticed by then. */
const LOOK_MS = 10_000;
const GOODBYE_MS = 500;
const RETRY_RANGE: BackoffRange = { firstMs: 1000, longestMs: 30_000 };

interface Connected {
  readonly session: Session;
  readonly logins: Logins;
}

export class Mirror {
  readonly #options: MirrorOptions;
  #view: MirrorView;
  #connected: Connected | undefined;

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#view = atStart(options.known);
  }

  /** Runs until `stop` aborts, and then returns at once whatever the server does. */
  async run(stop: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    let isAsking = false;
    const leave = () => {
      if (isAsking) this.#connected?.session.destroy();
    };
    stop.addEventListener('abort', leave);
    let failed = 0;
    while (!stop.aborted) {
      const isReused = this.#connected !== undefined;
      try {
        isAsking = true;
        await this.#bringInStep(stop);
        isAsking = false;
        failed = 0;
        await this.#rest(stop);
      } catch (error) {
        this.#connected?.session.destroy();
        this.#connected = undefined;
        // A restarted server fails the old connection; a new connection is tried before the mirror is reported as down.
        if (isReused || stop.aborted) continue;
        failed += 1;
        const waitMs = backoffDelay(failed, RETRY_RANGE, this.#options.random());
        this.#tellFault(error, clock.now() + waitMs);
        await clock.sleep(waitMs, stop);
      }
    }
    stop.removeEventListener('abort', leave);
    // The connection is destroyed rather than closed, because a server that hangs would not answer.
    if (this.#connected !== undefined)
      await Promise.race([this.#connected.session.close(), clock.sleep(GOODBYE_MS)]);
  }

  async #bringInStep(stop: AbortSignal): Promise<void> {
    const { journal, host, clock } = this.#options;
    this.#connected ??= await this.#connect();
    const { session, logins } = this.#connected;
    const place = { session, host };
    const now = () => clock.now();
    const { through } = await mirrorAccounts(place, logins, journal, { now });
    for (;;) {
      const auditThrough = await mirrorAudit(place, journal, { upTo: through, now });
      const isInStep = auditThrough === through;
      this.#report({
        state: isInStep ? 'in_step' : 'catching_up',
        auditThrough,
        accountsThrough: through,
        inStepAt: isInStep ? clock.now() : this.#view.inStepAt,
        fault: null,
        nextTryAt: null,
      });
      if (isInStep || stop.aborted) return;
    }
  }

  async #connect(): Promise<Connected> {
    const session = await this.#options.connect();
    try {
      await bringUpToDate(session);
      return { session, logins: await readLogins({ session, host: this.#options.host }) };
    } catch (error) {
      session.destroy();
      throw error;
    }
  }

  /** Waits for a new entry, or until the connection is to be checked. */
  async #rest(stop: AbortSignal): Promise<void> {
    const { clock, journal } = this.#options;
    const until = clock.monotonic() + LOOK_MS;
    while (!stop.aborted && clock.monotonic() < until) {
      await clock.sleep(POLL_MS, stop);
      if (journal.head().seq !== this.#view.auditThrough) return;
    }
  }

  #tellFault(error: unknown, nextTryAt: number): void {
    const since = this.#view.fault?.since ?? this.#options.clock.now();
    const fault = { since, ...describeError(error) };
    this.#report({ state: 'down', fault, nextTryAt, failures: this.#view.failures + 1 });
  }

  #report(changes: Partial<MirrorView>): void {
    this.#view = { ...this.#view, ...changes };
    this.#options.report(this.#view);
  }
}
