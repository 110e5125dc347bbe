import type { Host } from '../src/host/host.ts';
import type { Step } from '../src/model/step.ts';

/**
 * An action of the after phase: it needs what a wave publishes, or may take longer than a wave. It is applied beside
 * the loop once its resource and all that this needs are in force, and when it ends, a wave follows that
 * looks what came of it. It is no step of the wave, so it is never drift; a step that follows from it says
 * `causedByHost`. Each item is worked on once at a time, and waits for its own retry.
 */
export interface AfterAction extends Step {
  /**
   * @param stop what takes more than seconds is to heed it; what it leaves is found by the next observation
   * @throws AfterFailure where more is known of the failure than a sentence
   */
  apply(host: Host, stop: AbortSignal): Promise<AfterReport | undefined>;
  /** The action is stopped after this time, and has failed. */
  readonly timeLimitMs: number;
  /** The wait after the first failure, after the second and so on; the last one is for all that follow. */
  readonly retriesMs: readonly [number, ...number[]];
  /** Of actions that wait for one of the places, those with a higher one come first. 0 by default. */
  readonly priority?: number;
  /** What others permit of such actions: it begins once each of these has room. */
  readonly budgets?: readonly Budget[];
}

/** So many times within a period, for the host as a whole. The journal keeps what was spent. */
export interface Budget {
  /** What is counted, such as `orders at https://ca.example/directory`. */
  readonly name: string;
  readonly most: number;
  readonly periodMs: number;
  /** `start`: each begun action spends one; `report`: what the action reports. */
  readonly spentBy: 'start' | 'report';
}

/** What is to be kept of an action beside that it has succeeded or failed. */
export interface AfterReport {
  /** Parts that failed though the action succeeded, each with a retry of its own. */
  readonly failed?: readonly FailedPart[];
  /** Parts that failed before, and work by now or are asked for no longer. */
  readonly worked?: readonly string[];
  /** Names of budgets, once for each time that one was spent. */
  readonly spent?: readonly string[];
}

interface FailedPart {
  readonly item: string;
  readonly error: string;
}

interface FailureDetails extends AfterReport {
  /** The other side asks not to be tried again before. */
  readonly retryAfterMs?: number;
  /** No retry is further away than this, where the fault is not one of the account's. */
  readonly longestRetryMs?: number;
  /** The other side takes nothing of this budget for so long, from any action. */
  readonly hold?: { readonly budget: string; readonly forMs: number };
}

export class AfterFailure extends Error {
  readonly details: FailureDetails;

  constructor(message: string, details: FailureDetails) {
    super(message);
    this.name = 'AfterFailure';
    this.details = details;
  }
}
