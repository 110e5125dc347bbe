import PQueue from 'p-queue';
import type { Logger } from 'pino';
import type { Clock } from '../../host/clock.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { OperatorReply } from '../../model/operator-request.ts';

/** When one that was due and failed is tried again. */
const AGAIN_AFTER_MS = 3_600_000;

interface PurgeQueueDependencies {
  /** @returns why not, when it is not done */
  readonly purge: (username: string) => Promise<string | undefined>;
  readonly onEnd: (username: string) => void;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: Logger;
}

/** Purges go on beside the loop, as a large home takes hours; one at a time, as there is one disk. */
export class PurgeQueue {
  readonly #dependencies: PurgeQueueDependencies;
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #running = new Map<string, Promise<OperatorReply>>();
  readonly #againAt = new Map<string, number>();

  constructor(dependencies: PurgeQueueDependencies) {
    this.#dependencies = dependencies;
  }

  /** Resolves to the reason why not, once it is over. A second request for the same purge waits for the first. */
  start(username: string): Promise<OperatorReply> {
    const running = this.#running.get(username);
    if (running !== undefined) return running;
    const { purge, onEnd } = this.#dependencies;
    const started = this.#queue.add(async () => {
      const why = await purge(username).catch(errorMessage);
      this.#running.delete(username);
      onEnd(username);
      return new Map(why === undefined ? [] : [[username, why]]);
    });
    this.#running.set(username, started);
    return started;
  }

  /** For a purge that is due: no caller waits for it, and a failed one is tried again later. */
  startDue(username: string): void {
    const { clock, log } = this.#dependencies;
    if (clock.monotonic() < (this.#againAt.get(username) ?? 0)) return;
    void this.start(username).then((why) => {
      this.#againAt.set(username, clock.monotonic() + AGAIN_AFTER_MS);
      for (const [account, message] of why) log.error({ account, error: message }, 'it is not purged');
    });
  }

  /** Resolves when none runs. */
  async idle(): Promise<void> {
    await this.#queue.onIdle();
  }
}
