import type { ResourceController } from '../../../controllers/controller.ts';
import type { Service } from '../../../services/service.ts';
import type { Host } from '../../host/host.ts';
import type { MachineFacts } from '../../host/machine-facts.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Step } from '../../model/step.ts';
import type { Target } from '../../model/target.ts';
import { stepsOf, without } from '../drift/drift.ts';
import type { LiveFiles } from '../publish/live-files.ts';
import { PretestedCandidates } from '../publish/pretested-candidates.ts';
import { publishStages } from '../publish/publish-stages.ts';
import type { ReloadPace } from '../publish/reload-pace.ts';
import { type UnavailableResource, unavailableResources } from '../record/unavailable-resource.ts';
import { applyActions } from './apply-actions.ts';
import { type AccountPlan, isInSync, planWave } from './plan-wave.ts';
import { type Outcome, Progress } from './progress.ts';
import { type Recheck, rechecksOf } from './rechecks.ts';
import type { WaveContext } from './wave-context.ts';
import { type WaveHead, waveBegan, waveEnded } from './wave-events.ts';

export interface WaveDependencies {
  readonly host: Host;
  readonly journal: Journal;
  readonly controllers: readonly ResourceController[];
  /** Of a host, in the order in which they come up. */
  readonly services: (facts: MachineFacts) => readonly Service[];
  readonly live: LiveFiles;
  readonly pace: ReloadPace;
}

export interface Wave extends WaveHead {
  readonly context: WaveContext;
  /** Steps that are left undone on purpose; `plans` does not hold them, and looking again does not expect them. */
  readonly leave: (step: Step) => boolean;
  /** When it aborts, what has begun is finished and the rest waits for the next start. */
  readonly stop: AbortSignal;
}

export interface WaveResult {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** As seen last: again after the steps, for those that had any. */
  readonly unavailable: ReadonlyMap<string, readonly UnavailableResource[]>;
  readonly rechecks: readonly Recheck[];
  /** False when everything was as it should be, and so nothing at all was done. */
  readonly hadEffect: boolean;
}

/**
 * Converges the host to the plans of many accounts at once: journal what is
 * meant, apply account by account, publish service by service, look again. A
 * wave that finds everything in place writes nothing.
 */
export async function runWave(dependencies: WaveDependencies, wave: Wave): Promise<WaveResult> {
  const { host, journal, controllers, services } = dependencies;
  const { plans, stop } = wave;
  const steps = [...plans.values()].flatMap(stepsOf);
  const progress = new Progress(wave.id, journal, steps.length === 0 ? undefined : waveBegan(wave, steps));
  for (const plan of plans.values()) progress.noteBlocked(plan);
  const headBefore = journal.head().seq;

  await using candidates = new PretestedCandidates(dependencies, wave);
  const { testFirst, publish } = publishStages(
    { ...dependencies, ...wave, progress, candidates },
    controllers,
    services(wave.context.facts),
  );

  const identities = controllers.filter(({ isIdentity }) => isIdentity);
  const others = controllers.filter(({ isIdentity }) => !isIdentity);

  await applyActions(host, identities, plans, 'up', progress, stop);
  testFirst();
  await applyActions(host, others, plans, 'up', progress, stop);
  await publish();
  await applyActions(host, controllers, plans, 'down', progress, stop);

  const unavailable = new Map([...plans].map(([username, plan]) => [username, unavailableResources(plan)]));
  if (!stop.aborted) {
    for (const [username, plan] of await verify(dependencies, wave, progress)) {
      const untouched = (unavailable.get(username) ?? []).filter(
        ({ resource }) => !plan.byResource.has(resource),
      );
      unavailable.set(username, [...untouched, ...unavailableResources(plan)]);
    }
  }
  const outcomes = new Map([...plans.keys()].map((name) => [name, progress.outcome(name)]));
  if (progress.hasBegun) journal.append([waveEnded(wave, outcomes)]);
  const rechecks = rechecksOf(plans, progress.touched);
  return { outcomes, unavailable, rechecks, hadEffect: journal.head().seq !== headBefore };
}

/** Looks again at the resources that were touched: a step that left something to do was not what it said. */
async function verify(
  { host, controllers }: WaveDependencies,
  wave: Wave,
  progress: Progress,
): Promise<ReadonlyMap<string, AccountPlan>> {
  const targets: Target[] = [];
  for (const [username, { target }] of wave.plans) {
    if (progress.touched.has(username) && progress.failures(username).length === 0) targets.push(target);
  }
  if (targets.length === 0) return new Map();
  const kinds = new Set(
    targets.flatMap(({ account }) => [...(progress.touched.get(account.username) ?? [])]),
  );
  const touched = controllers.filter(({ kind }) => kinds.has(kind));
  const again = await planWave(host, touched, targets, wave.context);
  for (const plan of again.values()) {
    const left = without(plan, wave.leave);
    if (isInSync(left)) continue;
    for (const [resource, { actions, publications, blocked }] of left.byResource) {
      const words = [...actions, ...publications].map(({ summary }) => summary);
      if (blocked !== undefined) words.push(blocked.message);
      if (words.length === 0) continue;
      const message = `still to do after it was done: ${words.join('; ')}`;
      progress.failed({ account: plan.target.account.username, resource, summary: 'verify' }, message);
    }
  }
  return again;
}
