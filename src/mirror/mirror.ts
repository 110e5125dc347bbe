// Follows the journal and writes what is new to MariaDB. The journal itself is the queue, so an outage costs no
// memory, and whatever came meanwhile is caught up with in order.
import type { Clock } from '../host/clock.ts';
import type { JournalReader } from '../journal/reader.ts';
import { type Logins, readLogins } from './add-logins.ts';
import { describeError } from './describe-error.ts';
import { mirrorAccounts } from './mirror-accounts.ts';
import { mirrorAudit } from './mirror-audit.ts';
import { atStart, type MirrorView } from './mirror-view.ts';
import { bringUpToDate } from './schema.ts';
import type { Session } from './session.ts';

export interface MirrorOptions {
  readonly journal: JournalReader;
  /** The name under which this host's rows stand. */
  readonly host: string;
  readonly clock: Clock;
  /** In [0, 1): spreads the hosts that lost the same server. */
  readonly random: () => number;
  /** What the audit log has had before, as far as is known without asking it. */
  readonly known: number;
  readonly connect: () => Promise<Session>;
  readonly told: (view: MirrorView) => void;
}

/** How often the journal is asked for news. */
const POLL_MS = 250;
/** How often a quiet database is looked at: a server that died, or lost its tables, is noticed by then. */
const LOOK_MS = 10_000;
const GOODBYE_MS = 500;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

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

  /** Runs until `stop` aborts, and then leaves at once whatever the server does. */
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
        // A server that was restarted says so on the old connection; a new one is tried before anybody is told.
        if (isReused || stop.aborted) continue;
        failed += 1;
        const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failed - 1));
        const waitMs = (wait / 2) * (1 + this.#options.random());
        this.#tellFault(error, clock.now() + waitMs);
        await clock.sleep(waitMs, stop);
      }
    }
    stop.removeEventListener('abort', leave);
    // A server that hangs is not waited for to say good-bye.
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
      this.#tell({
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

  /** Until there is news, or it is time to see whether the database is still there. */
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
    this.#tell({ state: 'down', fault, nextTryAt, failures: this.#view.failures + 1 });
  }

  #tell(news: Partial<MirrorView>): void {
    this.#view = { ...this.#view, ...news };
    this.#options.told(this.#view);
  }
}
