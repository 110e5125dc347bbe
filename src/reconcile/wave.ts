import type { Publication, ResourceController, Step, Target } from '../../controllers/controller.ts';
import type { Host, ServiceName } from '../host/host.ts';
import type { WaveTrigger } from '../journal/event.ts';
import type { Journal } from '../journal/journal.ts';
import { errorMessage } from './error-message.ts';
import type { LiveFiles } from './live-files.ts';
import { type AccountPlan, isInSync, planWave } from './plan-wave.ts';
import { Progress, type Setback } from './progress.ts';
import { publish } from './publish.ts';
import type { WaveSurroundings } from './surroundings.ts';

export interface WaveDependencies {
  readonly host: Host;
  readonly journal: Journal;
  readonly controllers: readonly ResourceController[];
  readonly live: LiveFiles;
}

export interface Wave {
  /** Names the wave in the journal and the logs. */
  readonly id: string;
  readonly trigger: WaveTrigger;
  readonly targets: readonly Target[];
  readonly surroundings: WaveSurroundings;
}

export type Outcome =
  | { readonly outcome: 'applied' }
  | { readonly outcome: 'failed' | 'quarantined'; readonly setbacks: readonly Setback[] };

export interface WaveResult {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Services that could not be served at all, and why. */
  readonly serviceFailures: ReadonlyMap<ServiceName, string>;
  /** False when everything was as it should be, and so nothing at all was done. */
  readonly hadEffect: boolean;
}

/**
 * Converges the host to a set of accounts at once: plan all, journal what is
 * meant, apply account by account, publish service by service, look again.
 * A wave that finds everything in place writes nothing.
 */
export async function runWave(dependencies: WaveDependencies, wave: Wave): Promise<WaveResult> {
  const { host, journal, controllers, live } = dependencies;
  const plans = await planWave(host, controllers, wave.targets, wave.surroundings);
  const progress = new Progress(wave.id, journal);
  for (const plan of plans.values()) noteBlocked(plan, progress);

  const steps = [...plans.values()].flatMap((plan) =>
    [...plan.byResource.values()].flatMap(({ actions, publications }) => [...actions, ...publications]),
  );
  if (steps.length > 0) journal.append([began(wave, steps)]);

  await applyActions(dependencies, plans, 'up', progress);
  const publications = controllers.flatMap((controller) =>
    [...plans.values()].flatMap((plan) => plan.byResource.get(controller.kind)?.publications ?? []),
  );
  const serviceFailures = new Map<ServiceName, string>();
  const headBefore = journal.head().seq;
  for (const { service, takes } of stagesOf(publications, live)) {
    const due = publications
      .filter(takes)
      .filter((each) => progress.isClear(each.account, controllerOf(controllers, each)));
    const failure = await publishStage(dependencies, service, due, wave.surroundings, progress);
    if (failure !== undefined) serviceFailures.set(service, failure);
  }

  await applyActions(dependencies, plans, 'down', progress);
  await verify(dependencies, wave, progress);
  const outcomes = new Map(
    wave.targets.map(({ account: { username } }) => [username, outcomeOf(progress.setbacks(username))]),
  );
  if (steps.length > 0) journal.append([ended(wave, outcomes)]);
  return { outcomes, serviceFailures, hadEffect: steps.length > 0 || journal.head().seq !== headBefore };
}

function noteBlocked({ target, byResource }: AccountPlan, progress: Progress): void {
  for (const [resource, { blocked }] of byResource) {
    if (blocked !== undefined) {
      progress.setBack(target.account.username, { kind: 'failed', resource, message: blocked.message });
    }
  }
}

async function applyActions(
  { host, controllers }: WaveDependencies,
  plans: ReadonlyMap<string, AccountPlan>,
  direction: Step['direction'],
  progress: Progress,
): Promise<void> {
  for (const controller of direction === 'up' ? controllers : controllers.toReversed()) {
    for (const [username, { byResource }] of plans) {
      const plan = byResource.get(controller.kind);
      if (plan === undefined || !isReady(username, controller, plan.blocked !== undefined)) continue;
      const done = [];
      for (const action of plan.actions.filter((each) => each.direction === direction)) {
        try {
          await action.apply(host);
          done.push(action);
        } catch (error) {
          progress.failed(action, errorMessage(error));
          break;
        }
      }
      if (done.length > 0) progress.applied(done);
    }
  }

  /** A resource that is blocked in part, such as a home with an obstructed folder, still gets its other steps. */
  function isReady(username: string, controller: ResourceController, isBlocked: boolean): boolean {
    return progress.isClear(
      username,
      isBlocked ? { kind: 'linux-user', needs: controller.needs } : controller,
    );
  }
}

interface Stage {
  readonly service: ServiceName;
  readonly takes: (publication: Publication) => boolean;
}

/** PHP goes up before nginx points at it and comes down after nginx has let go of it; sshd is last. */
function stagesOf(publications: readonly Publication[], live: LiveFiles): Stage[] {
  const all = (service: ServiceName): Stage => ({ service, takes: (each) => each.service === service });
  const only = (service: ServiceName, direction: Step['direction']): Stage => ({
    service,
    takes: (each) => each.service === service && each.direction === direction,
  });
  const fpm = live.services.filter((service) => service.startsWith('php-fpm@'));
  return [
    ...fpm.map((service) => only(service, 'up')),
    all('nginx'),
    ...fpm.map((service) => only(service, 'down')).filter(({ takes }) => publications.some(takes)),
    all('sshd'),
  ];
}

async function publishStage(
  dependencies: WaveDependencies,
  service: ServiceName,
  publications: readonly Publication[],
  surroundings: WaveSurroundings,
  progress: Progress,
): Promise<string | undefined> {
  try {
    const { live, quarantined, failure } = await publish(dependencies, service, publications, surroundings);
    progress.applied(live);
    for (const [publication, message] of quarantined) {
      progress.setBack(publication.account, { kind: 'quarantined', resource: publication.resource, message });
    }
    if (failure === undefined) return undefined;
    for (const publication of publications) progress.failed(publication, failure);
    return failure;
  } catch (error) {
    const failure = errorMessage(error);
    for (const publication of publications) progress.failed(publication, failure);
    return failure;
  }
}

/** Looks again at what was touched: a step that left something to do was not what it said. */
async function verify(
  { host, controllers }: WaveDependencies,
  wave: Wave,
  progress: Progress,
): Promise<void> {
  const targets = wave.targets.filter(
    ({ account: { username } }) => progress.touched.has(username) && progress.setbacks(username).length === 0,
  );
  if (targets.length === 0) return;
  for (const plan of (await planWave(host, controllers, targets, wave.surroundings)).values()) {
    if (isInSync(plan)) continue;
    for (const [resource, { actions, publications, blocked }] of plan.byResource) {
      const left = [...actions, ...publications].map(({ summary }) => summary);
      if (blocked !== undefined) left.push(blocked.message);
      if (left.length === 0) continue;
      const message = `still to do after it was done: ${left.join('; ')}`;
      progress.failed({ account: plan.target.account.username, resource, summary: 'verify' }, message);
    }
  }
}

function controllerOf(
  controllers: readonly ResourceController[],
  { resource }: Publication,
): ResourceController {
  const controller = controllers.find(({ kind }) => kind === resource);
  if (controller === undefined) throw new TypeError(`no controller of the kind ${resource}`);
  return controller;
}

function outcomeOf(setbacks: readonly Setback[]): Outcome {
  if (setbacks.length === 0) return { outcome: 'applied' };
  return { outcome: setbacks.some(({ kind }) => kind === 'failed') ? 'failed' : 'quarantined', setbacks };
}

function began(wave: Wave, steps: readonly Step[]) {
  return {
    kind: 'wave.began' as const,
    account: null,
    data: {
      wave: wave.id,
      trigger: wave.trigger,
      accounts: wave.targets.map(({ account: { username, revision } }) => ({ account: username, revision })),
      steps: steps.map(({ account, resource, summary, destructive, owns }) => ({
        account,
        resource,
        summary,
        destructive,
        owns: [...owns],
      })),
      services: [],
    },
  };
}

function ended(wave: Wave, outcomes: ReadonlyMap<string, Outcome>) {
  return {
    kind: 'wave.ended' as const,
    account: null,
    data: {
      wave: wave.id,
      outcomes: wave.targets.map(({ account: { username, revision } }) => ({
        account: username,
        outcome: outcomes.get(username)?.outcome ?? ('failed' as const),
        revision,
      })),
    },
  };
}
