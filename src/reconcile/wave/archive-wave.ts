import type { Target } from '../../model/target.ts';
import { stepsOf } from '../plan/account-plan.ts';
import { planWave } from '../plan/plan-wave.ts';
import type { WaveContext } from '../plan/wave-context.ts';
import type { AccountOutcome } from '../progress/outcome.ts';
import { Progress } from '../progress/progress.ts';
import { waveBegan, waveEnded } from '../progress/wave-events.ts';
import { applyActions } from './apply-actions.ts';
import type { WaveDependencies } from './wave.ts';

/**
 * The one part of a purge that may take hours: a home is archived and removed.
 * A wave of its own, which may run beside the others: it goes down only, publishes
 * nothing, and no other wave includes the account meanwhile. Its trigger is `ask` also where `purge_after_days` asks.
 */
export async function archiveWave(
  { host, journal, controllers }: Pick<WaveDependencies, 'host' | 'journal' | 'controllers'>,
  id: string,
  target: Target,
  context: WaveContext,
  stop: AbortSignal,
): Promise<AccountOutcome> {
  const { username } = target.account;
  const longRunning = controllers.filter(({ isLongRunning }) => isLongRunning);
  const plans = await planWave(host, longRunning, [target], context);
  const steps = [...plans.values()].flatMap(stepsOf);
  const wave = { id, trigger: 'ask' as const, plans };
  const progress = new Progress(id, journal, steps.length === 0 ? undefined : waveBegan(wave, steps));
  for (const plan of plans.values()) progress.noteBlocked(plan);
  await applyActions(host, longRunning, plans, 'down', progress, stop);
  const outcome = progress.outcome(username);
  if (progress.hasBegun) journal.append([waveEnded(wave, new Map([[username, outcome]]))]);
  return outcome;
}
