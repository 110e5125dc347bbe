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
}

// A worker idles for ten seconds before its master ends it.
const GRACE_MS = 60_000;

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
    const fresh = { name, socket: socketOf(name, runDir), busyAt: clock.monotonic(), workers: 0 };
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
