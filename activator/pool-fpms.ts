import { errorMessage } from '../src/model/error-message.ts';
import type { PoolContext } from './pool-context.ts';
import { socketOf, type WantedPool } from './wanted-pool.ts';

/** An FPM and what is known of its requests. */
export interface PoolFpm {
  readonly name: string;
  readonly socket: string;
  /** By the monotonic clock: when it last had a request. */
  busyAt: number;
  workers: number;
  /** How many requests it was passed. */
  passed: number;
}

// A worker idles for ten seconds before its master ends it.
const GRACE_MS = 60_000;
// Until the worker that was made for a call has taken a request.
const CALL_MS = 50;
// Requests that may have gone past the activator while the FPM started.
const UNSEEN = 3;

/** How the FPMs of one pool work and end. Those that drain get no more requests and finish what they have. */
export class PoolFpms {
  readonly #context: PoolContext;
  readonly #id: string;
  readonly #draining = new Map<string, PoolFpm>();

  constructor(context: PoolContext, id: string) {
    this.#context = context;
    this.#id = id;
  }

  get draining(): readonly PoolFpm[] {
    return [...this.#draining.values()];
  }

  isDraining(name: string): boolean {
    return this.#draining.has(name);
  }

  /** What is known of this one, which may drain. */
  get(name: string): PoolFpm {
    const { clock, runDir } = this.#context;
    const fresh = { name, socket: socketOf(name, runDir), busyAt: clock.monotonic(), workers: 0, passed: 0 };
    return this.#draining.get(name) ?? fresh;
  }

  /** Gives it no more requests. */
  drain(fpm: PoolFpm): void {
    this.#draining.set(fpm.name, fpm);
  }

  /** Gives it requests again. @returns whether it was draining */
  takeBack(name: string): boolean {
    return this.#draining.delete(name);
  }

  /** Counts its processes, and notes how many of them work. */
  async countProcesses(fpm: PoolFpm, { uid }: WantedPool): Promise<number> {
    const { clock, runner } = this.#context;
    const processes = await runner.processes(uid, fpm.name);
    fpm.workers = Math.max(0, processes - 1);
    if (fpm.workers > 0) fpm.busyAt = clock.monotonic();
    return processes;
  }

  /** Whether it has answered all that it had, or has had long enough for that. */
  async hasDrained(fpm: PoolFpm, { uid, requestMs }: WantedPool): Promise<boolean> {
    const { clock, runner } = this.#context;
    const isLate = clock.monotonic() - fpm.busyAt > requestMs + GRACE_MS;
    return isLate || (await runner.processes(uid, fpm.name)) <= 1;
  }

  /**
   * Has an FPM that has just started make workers for the requests that came meanwhile. It makes one for all of them
   * (`pm = ondemand` looks at its socket once for what arrives at once), and one more with each further connection
   * for as long as none of its workers is idle.
   */
  async callWorkers(fpm: PoolFpm): Promise<void> {
    const { clock, sockets } = this.#context;
    if (fpm.passed < 2) return;
    for (let calls = fpm.passed + UNSEEN; calls > 0; calls -= 1) {
      await sockets.knock(fpm.socket);
      await clock.sleep(CALL_MS);
    }
  }

  /** Ends it. A failure is logged: the unit is found again at the next start of the activator. */
  async stop(name: string): Promise<void> {
    const { runner, log } = this.#context;
    await runner.stop([name]).catch((error: unknown) => {
      log('could not be stopped', this.#id, { fpm: name, why: errorMessage(error) });
    });
  }

  /** Ends those that drain and these. @throws when they do not end */
  async stopAll(others: readonly string[]): Promise<void> {
    const names = [...others, ...this.#draining.keys()];
    this.#draining.clear();
    if (names.length > 0) await this.#context.runner.stop(names);
  }
}
