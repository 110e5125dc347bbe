import type { Publication, ResourceController, Step, Target } from '../../controllers/controller.ts';
import type { Host, ServiceName } from '../host/host.ts';
import type { Journal } from '../journal/journal.ts';
import { errorMessage } from '../model/error-message.ts';
import type { ResourceKind } from '../model/resource-kind.ts';
import { applyActions } from './apply-actions.ts';
import { stepsOf, without } from './drift.ts';
import { type Lack, lacksOf } from './lack.ts';
import type { LiveFiles } from './live-files.ts';
import { type AccountPlan, isInSync, planWave } from './plan-wave.ts';
import { type Outcome, Progress, STOPPED } from './progress.ts';
import { isOwed, publish, type Unserved } from './publish.ts';
import type { ReloadPace } from './reload-pace.ts';
import type { WaveSurroundings } from './surroundings.ts';
import { Verdicts } from './verdicts.ts';
import { wasInForce } from './was-in-force.ts';
import { type WaveHead, waveBegan, waveEnded } from './wave-events.ts';

export interface WaveDependencies {
  readonly host: Host;
  readonly journal: Journal;
  readonly controllers: readonly ResourceController[];
  readonly live: LiveFiles;
  readonly pace: ReloadPace;
}

export interface Wave extends WaveHead {
  readonly surroundings: WaveSurroundings;
  /** Steps that are left undone on purpose; `plans` does not hold them, and looking again does not expect them. */
  readonly leave: (step: Step) => boolean;
  /** When it aborts, what has begun is finished and the rest waits for the next start. */
  readonly stop: AbortSignal;
}

export interface WaveResult {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** As seen last: again after the steps, for those that had any. */
  readonly lacks: ReadonlyMap<string, readonly Lack[]>;
  /** The resources of each account for which at least one step was applied. */
  readonly touched: ReadonlyMap<string, ReadonlySet<ResourceKind>>;
  /** False when everything was as it should be, and so nothing at all was done. */
  readonly hadEffect: boolean;
}

/**
 * Converges the host to the plans of many accounts at once: journal what is
 * meant, apply account by account, publish service by service, look again. A
 * wave that finds everything in place writes nothing.
 */
export async function runWave(dependencies: WaveDependencies, wave: Wave): Promise<WaveResult> {
  const { host, journal, controllers, live } = dependencies;
  const { plans, stop } = wave;
  const steps = [...plans.values()].flatMap(stepsOf);
  const progress = new Progress(wave.id, journal, steps.length === 0 ? undefined : waveBegan(wave, steps));
  for (const plan of plans.values()) progress.noteBlocked(plan);
  const headBefore = journal.head().seq;

  const publications = controllers.flatMap(({ kind }) =>
    [...plans.values()].flatMap((plan) => plan.byResource.get(kind)?.publications ?? []),
  );
  const isDue = (each: Publication) => {
    const controller = controllerOf(controllers, each);
    if (!progress.isClear(each.account, controller)) return false;
    const takesAway = each.direction === 'down' || each.round === 2;
    return !takesAway || progress.isLetGo(each.account, controller, controllers);
  };
  const stages = stagesOf(publications, live);
  await using verdicts = new Verdicts(dependencies, wave.surroundings);
  const testAhead = ({ service, takes }: Stage) =>
    verdicts.ahead(service, publications.filter(takes).filter(isDue));
  const publishers = { ...dependencies, verdicts };

  const isUser = ({ kind }: ResourceController) => kind === 'linux-user';
  await applyActions(host, controllers.filter(isUser), plans, 'up', progress, stop);
  // PHP-FPM's checker looks users up, and nothing else that is made here; nginx's opens logs.
  const early = stages.slice(
    0,
    stages.findIndex(({ service }) => !isFpm(service)),
  );
  for (const stage of early) testAhead(stage);
  await applyActions(
    host,
    controllers.filter((each) => !isUser(each)),
    plans,
    'up',
    progress,
    stop,
  );
  // Two PHP-FPMs cannot hold one socket: what one has let go of in its files it must let go of in fact first.
  for (const service of live.services.filter(isFpm)) {
    const isInTheWay = publications.some((each) => isFpm(each.service) && each.service !== service);
    if (isInTheWay && isOwed(service, live, journal)) {
      await publishStage(publishers, wave, service, [], progress);
    }
  }
  for (const [index, { service, takes }] of stages.entries()) {
    const due = publications.filter(takes).filter(isDue);
    const next = stages[index + 1];
    const isLong = due.length > 0 && next?.service !== service;
    if (isLong && next !== undefined && !early.includes(next)) testAhead(next);
    await publishStage(publishers, wave, service, due, progress);
  }
  await applyActions(host, controllers, plans, 'down', progress, stop);

  const lacks = new Map([...plans].map(([username, plan]) => [username, lacksOf(plan)]));
  if (!stop.aborted) {
    for (const [username, plan] of await verify(dependencies, wave, progress)) {
      const untouched = (lacks.get(username) ?? []).filter(({ resource }) => !plan.byResource.has(resource));
      lacks.set(username, [...untouched, ...lacksOf(plan)]);
    }
  }
  const outcomes = new Map([...plans.keys()].map((name) => [name, progress.outcome(name)]));
  if (progress.hasBegun) journal.append([waveEnded(wave, outcomes)]);
  return { outcomes, lacks, touched: progress.touched, hadEffect: journal.head().seq !== headBefore };
}

interface Stage {
  readonly service: ServiceName;
  readonly takes: (publication: Publication) => boolean;
}

/**
 * PHP goes up before nginx points at it and comes down after nginx has let go of
 * it; sshd is last. The first round also finds what the services are owed.
 */
function stagesOf(publications: readonly Publication[], live: LiveFiles): Stage[] {
  const services = new Set([...live.services, ...publications.map(({ service }) => service)]);
  const fpm = [...services].filter(isFpm).sort();
  const isNeeded = ({ takes }: Stage) => publications.some(takes);
  const stages = (round: 1 | 2): Stage[] => {
    const some = (service: ServiceName, direction?: Step['direction']): Stage => ({
      service,
      takes: (each) =>
        each.service === service &&
        (each.round ?? 1) === round &&
        (direction === undefined || each.direction === direction),
    });
    const up = [...fpm.map((service) => some(service, 'up')), some('nginx')];
    const down = fpm.map((service) => some(service, 'down'));
    return [...(round === 1 ? up : up.filter(isNeeded)), ...down.filter(isNeeded)];
  };
  return [...stages(1), ...stages(2), { service: 'sshd', takes: ({ service }) => service === 'sshd' }];
}

async function publishStage(
  publishers: WaveDependencies & { readonly verdicts: Verdicts },
  { plans, surroundings, stop }: Wave,
  service: ServiceName,
  publications: readonly Publication[],
  progress: Progress,
): Promise<void> {
  const wait = (message: string) => {
    for (const { account, resource } of publications) {
      progress.setBack(account, { kind: 'waiting', resource, message });
    }
  };
  /** Whoever's files are live and were never loaded is not in force either, though there is nothing left to write. */
  const waitForLoad = ({ why, isDown }: Unserved) => {
    const writing = new Set(publications.map(({ account }) => account));
    for (const { target } of plans.values()) {
      const { username } = target.account;
      if (writing.has(username) || wasInForce(target, publishers.journal)) continue;
      if (!mayNeed(target, service, isDown)) continue;
      progress.setBack(username, { kind: 'waiting', resource: resourceOf(service), message: why });
    }
  };
  if (stop.aborted) {
    wait(STOPPED);
    return;
  }
  try {
    const published = await publish(
      { ...publishers, begin: () => progress.begin() },
      service,
      publications,
      surroundings,
    );
    const { live, quarantined, unwritten, unserved } = published;
    progress.applied(live);
    for (const [publication, message] of unwritten) progress.failed(publication, message);
    for (const [{ account, resource }, message] of quarantined) {
      progress.setBack(account, { kind: 'quarantined', resource, message });
    }
    if (unserved !== undefined) {
      wait(unserved.why);
      waitForLoad(unserved);
    }
  } catch (error) {
    for (const publication of publications) progress.failed(publication, errorMessage(error));
    waitForLoad({ why: errorMessage(error), isDown: false });
  }
}

function resourceOf(service: ServiceName): ResourceKind {
  if (service === 'nginx') return 'nginx-vhost';
  return service === 'sshd' ? 'sshd-match' : 'php-fpm-pool';
}

/** A PHP-FPM that runs may hold the socket that an account is to have in another version. */
function mayNeed({ account, lifecycle }: Target, service: ServiceName, isDown: boolean): boolean {
  if (!isFpm(service)) return true;
  const { enabled, version } = account.services.php;
  if (isDown) return enabled && lifecycle === 'active' && service === `php-fpm@${version}`;
  return enabled;
}

function isFpm(service: ServiceName): boolean {
  return service.startsWith('php-fpm@');
}

/** Looks again at the resources that were touched: a step that left something to do was not what it said. */
async function verify(
  { host, controllers }: WaveDependencies,
  wave: Wave,
  progress: Progress,
): Promise<ReadonlyMap<string, AccountPlan>> {
  const targets: Target[] = [];
  for (const [username, { target }] of wave.plans) {
    if (progress.touched.has(username) && progress.setbacks(username).length === 0) targets.push(target);
  }
  if (targets.length === 0) return new Map();
  const kinds = new Set(
    targets.flatMap(({ account }) => [...(progress.touched.get(account.username) ?? [])]),
  );
  const touched = controllers.filter(({ kind }) => kinds.has(kind));
  const again = await planWave(host, touched, targets, wave.surroundings);
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

function controllerOf(controllers: readonly ResourceController[], { resource }: Publication) {
  const controller = controllers.find(({ kind }) => kind === resource);
  if (controller === undefined) throw new TypeError(`no controller of the kind ${resource}`);
  return controller;
}
