// Limits the plans that are computed at once. A plan reads the host, so equal requests share one plan and few run at a
// time: reading the status must not become work for the engine.

import PQueue from 'p-queue';
import type { WavePreview } from '../reconcile/preview/plan-now.ts';

const AT_ONCE = 2;
const MOST_WAITING = 32;

export class PlanRefusedError extends Error {
  override readonly name = 'PlanRefusedError';
}

type Planner = (usernames: readonly string[]) => Promise<WavePreview>;

export function createPlanLimiter(plan: Planner): Planner {
  const queue = new PQueue({ concurrency: AT_ONCE });
  const shared = new Map<string, Promise<WavePreview>>();

  return (usernames) => {
    const key = usernames.join(',');
    const known = shared.get(key);
    if (known !== undefined) return known;
    if (queue.size >= MOST_WAITING)
      return Promise.reject(new PlanRefusedError('too many plans are asked for at once'));
    // A plan that has begun may have read the host already, so later requests get a plan of their own.
    let hasBegun = false;
    const made = queue.add(() => {
      hasBegun = true;
      shared.delete(key);
      return plan(usernames);
    });
    if (!hasBegun) shared.set(key, made);
    return made;
  };
}
