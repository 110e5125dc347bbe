import type { ResourceController } from '../../../controllers/controller.ts';
import type { HostReader } from '../../host/host.ts';
import type { Step } from '../../model/step.ts';
import type { Target } from '../../model/target.ts';
import type { AfterPhase } from '../after/after-phase.ts';
import { type AccountPlan, isInSync, without } from '../plan/account-plan.ts';
import { planWave } from '../plan/plan-wave.ts';
import type { WaveContext } from '../plan/wave-context.ts';
import type { Progress } from '../progress/progress.ts';

interface Verification {
  readonly host: HostReader;
  readonly controllers: readonly ResourceController[];
  readonly after: AfterPhase;
  readonly plans: ReadonlyMap<string, AccountPlan>;
  readonly context: WaveContext;
  /** Whether a step was left undone on purpose, such as drift that is left alone. */
  readonly isExcluded: (step: Step) => boolean;
}

/**
 * Plans again what this wave changed, for accounts of which nothing is unfinished: a step that left work to do counts
 * as failed.
 */
export async function verifyWave(
  { host, controllers, after, plans, context, isExcluded }: Verification,
  progress: Progress,
): Promise<ReadonlyMap<string, AccountPlan>> {
  const targets: Target[] = [];
  for (const [username, { target }] of plans) {
    if (progress.touched.has(username) && progress.unfinished(username).length === 0) targets.push(target);
  }
  if (targets.length === 0) return new Map();
  const kinds = new Set(
    targets.flatMap(({ account }) => [...(progress.touched.get(account.username) ?? [])]),
  );
  const touchedControllers = controllers.filter(({ kind }) => kinds.has(kind));
  const replanned = await planWave(host, touchedControllers, targets, context);
  for (const plan of replanned.values()) {
    const { username } = plan.target.account;
    const nextWaveHandles = (step: Step) => step.causedByHost === true && after.leadsToWave(username);
    const remaining = without(
      plan,
      (step) => isExcluded(step) || nextWaveHandles(step) || step.accountMayUndo === true,
    );
    if (isInSync(remaining)) continue;
    for (const [resource, { actions, publications, blocked }] of remaining.byResource) {
      const words = [...actions, ...publications].map(({ summary }) => summary);
      if (blocked !== undefined) words.push(blocked.message);
      if (words.length === 0) continue;
      const message = `this was done, and the host still asks for it: ${words.join('; ')}`;
      progress.failed({ account: username, resource, summary: 'verify' }, message);
    }
  }
  return replanned;
}
