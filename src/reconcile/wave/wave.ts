import type { Degraded, PlannedCondition, ResourceController } from '../../../controllers/controller.ts';
import type { Service } from '../../../services/service.ts';
import type { Host } from '../../host/host.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Step } from '../../model/step.ts';
import { type AfterPhase, afterTasks } from '../after/after-phase.ts';
import type { AfterTask } from '../after/apply-after-action.ts';
import { openAfterActions } from '../after/open-after-actions.ts';
import { type AccountPlan, stepsOf } from '../plan/account-plan.ts';
import { type Recheck, rechecksOf } from '../plan/rechecks.ts';
import { type UnavailableResource, unavailableResources } from '../plan/unavailable-resource.ts';
import type { WaveContext } from '../plan/wave-context.ts';
import type { AccountOutcome } from '../progress/outcome.ts';
import { Progress } from '../progress/progress.ts';
import { type WaveHead, waveBegan, waveEnded } from '../progress/wave-events.ts';
import { CandidateTests } from '../publish/candidate-tests.ts';
import type { LiveFiles } from '../publish/live-files.ts';
import { publishStages } from '../publish/publish-stages.ts';
import type { ReloadPace } from '../publish/reload-pace.ts';
import { applyActions } from './apply-actions.ts';
import { verifyWave } from './verify-wave.ts';

export interface WaveDependencies {
  readonly host: Host;
  readonly journal: Journal;
  readonly controllers: readonly ResourceController[];
  /** In the order in which they come up. */
  readonly services: readonly Service[];
  readonly liveFiles: LiveFiles;
  readonly reloadPace: ReloadPace;
  readonly after: AfterPhase;
}

interface Wave extends WaveHead {
  readonly context: WaveContext;
  /** Steps that are left undone on purpose; `plans` does not hold them, and looking again does not expect them. */
  readonly isExcluded: (step: Step) => boolean;
  /** When it aborts, what has begun is finished and the rest waits for the next start. */
  readonly stop: AbortSignal;
}

/** An account after a wave: what became of its plan, and what its latest plan says of the host. */
export interface AccountAfterWave {
  readonly outcome: AccountOutcome;
  readonly unavailable: readonly UnavailableResource[];
  readonly degraded: readonly Degraded[];
  readonly conditions: readonly PlannedCondition[];
}

interface WaveResult {
  readonly byAccount: ReadonlyMap<string, AccountAfterWave>;
  readonly rechecks: readonly Recheck[];
  /** False when nothing was journalled meanwhile: everything was as it should be. */
  readonly hasJournalled: boolean;
}

/**
 * Converges the host to the plans of many accounts at once: journal what is
 * meant, apply account by account, publish service by service, look again, and
 * start what is to be done after. A wave that finds everything in place writes
 * nothing.
 */
export async function runWave(dependencies: WaveDependencies, requested: Wave): Promise<WaveResult> {
  const { host, journal, controllers, services, after } = dependencies;
  const { stop, trigger } = requested;
  const headBefore = journal.head().seq;

  // An action of an earlier wave may still be at work on what this one changes or takes away.
  const stillRunning = await after.cancelObsolete(requested.plans);
  const plans = new Map([...requested.plans].filter(([username]) => !stillRunning.has(username)));
  const wave = { ...requested, plans };

  // The intent is journalled before the first effect.
  const steps = [...plans.values()].flatMap(stepsOf);
  const progress = new Progress(wave.id, journal, steps.length === 0 ? undefined : waveBegan(wave, steps));
  for (const plan of plans.values()) progress.noteBlocked(plan);

  // Up in the order of the controllers, then what goes live through services, then down in reverse.
  await using candidates = new CandidateTests(dependencies, wave);
  await applyActions(host, controllers, plans, 'up', progress, stop);
  await publishStages({ ...dependencies, ...wave, progress, candidates }, controllers, services);
  await applyActions(host, controllers, plans, 'down', progress, stop);

  // Look again at what was touched.
  const replanned = stop.aborted
    ? new Map<string, AccountPlan>()
    : await verifyWave({ ...dependencies, ...wave }, progress);
  const latestPlans = new Map(
    [...plans].map(([username, plan]) => [username, mergeReplanned(plan, replanned.get(username))]),
  );

  // What goes on by itself, such as the end of processes, is unfinished, and so is what waits for an earlier action.
  for (const [username, { byResource }] of latestPlans) {
    for (const [resource, { underWay }] of byResource) {
      if (underWay !== undefined)
        progress.addUnfinished(username, { kind: 'waiting', resource, message: underWay, underWay: true });
    }
  }
  for (const [username, { resource, summary }] of stillRunning) {
    const message = `waits until this has ended: ${summary}`;
    progress.addUnfinished(username, { kind: 'waiting', resource, message });
  }

  // Journal how it ended, if anything was begun.
  const outcomes = new Map([...requested.plans.keys()].map((name) => [name, progress.outcome(name)]));
  if (progress.hasBegun) journal.append([waveEnded(wave, outcomes)]);

  // Start the after phase, which goes on beside the next waves; what a person asks for waits for no retry.
  const tasks = stop.aborted ? [] : readyTasks(latestPlans, controllers, progress);
  const isRequested = trigger === 'ask';
  after.start(tasks, isRequested);

  // Report what the status of each account says of it.
  const byAccount = new Map<string, AccountAfterWave>();
  for (const [username, outcome] of outcomes) {
    const plan = latestPlans.get(username);
    const resources = [...(plan?.byResource.values() ?? [])];
    const open = plan === undefined ? [] : openAfterActions(afterTasks(plan), after, journal);
    byAccount.set(username, {
      outcome,
      unavailable: plan === undefined ? [] : [...unavailableResources(plan), ...open],
      degraded: resources.flatMap(({ degraded = [] }) => degraded),
      conditions: resources.flatMap(({ conditions = [] }) => conditions),
    });
  }
  const rechecks = rechecksOf(plans, latestPlans, progress.touched);
  return { byAccount, rechecks, hasJournalled: journal.head().seq !== headBefore };
}

/** The latest plan: the one made after the steps, for the resources that had any; else the one of before. */
function mergeReplanned(plan: AccountPlan, replanned: AccountPlan | undefined): AccountPlan {
  if (replanned === undefined) return plan;
  return { ...plan, byResource: new Map([...plan.byResource, ...replanned.byResource]) };
}

/** The actions of the after phase whose resource, and all that it needs, is in force. */
function readyTasks(
  plans: ReadonlyMap<string, AccountPlan>,
  controllers: readonly ResourceController[],
  progress: Progress,
): AfterTask[] {
  return [...plans.values()].flatMap(afterTasks).filter(({ action }) => {
    const controller = controllers.find(({ kind }) => kind === action.resource);
    return controller !== undefined && progress.isReady(action.account, controller);
  });
}
