import path from 'node:path';
import {
  type Action,
  blocked,
  IN_SYNC,
  missingOnHost,
  type Plan,
  type ReconcileContext,
} from '../controller.ts';
import { compareFile, type FileComparison, PRIVATE, PUBLIC } from '../generated-file.ts';
import { type DesiredApp, filesOf, UNIT_DIR } from './desired.ts';
import type { ObservedApps } from './observe.ts';
import { removeAppsAction, runAppsAction, writeFileAction } from './steps.ts';
import { takenPort, troubleWith } from './trouble.ts';

/** One that ends at once is seen by the first looks, within two seconds of its edit. */
const AFTER_A_START_MS = [500, 1_200, 4_000, 15_000];
const WHILE_TROUBLED_MS = [60_000];

type Compare = (file: string, text: string | null, as: typeof PUBLIC) => FileComparison;

export function planApps(
  username: string,
  desired: readonly DesiredApp[],
  observed: ObservedApps,
  context: Pick<ReconcileContext, 'owns'>,
): Plan {
  if (!observed.managed) {
    return desired.length === 0
      ? IN_SYNC
      : missingOnHost('systemd does not run here, and apps are its services; run this host with systemd');
  }
  const compare: Compare = (file, text, as) =>
    compareFile(file, text, as, observed.files.get(file) ?? { kind: 'absent' }, context);
  const apps = desired.map((app) => lookAt(app, observed, compare));
  const foreign = apps.flatMap(({ files }) => files).find(({ kind }) => kind === 'foreign');
  if (foreign?.kind === 'foreign') return blocked('Conflict', foreign.message);

  const writes = apps
    .flatMap(({ files }) => files)
    .flatMap((file) => (file.kind === 'differs' ? [writeFileAction(username, file)] : []));
  const unitsWith = (need: 'start' | 'restart' | 'enable') =>
    apps.filter((app) => app[need]).map(({ unit }) => unit);
  const run = {
    reload: apps.some(({ reload }) => reload),
    starts: unitsWith('start'),
    restarts: unitsWith('restart'),
    enables: unitsWith('enable'),
  };
  const isToRun = run.reload || run.starts.length + run.restarts.length + run.enables.length > 0;
  const troubles = apps.flatMap(({ trouble }) => trouble ?? []);
  return {
    actions: [
      ...writes,
      ...(isToRun ? [runAppsAction(username, run)] : []),
      ...removal(username, desired, observed, compare),
    ],
    publications: [],
    ...(troubles.length === 0 ? {} : { unavailable: troubles.join('\n'), recheckAfterMs: WHILE_TROUBLED_MS }),
    // Whether an app stays up shows only some seconds after its start.
    ...(isToRun ? { recheckAfterMs: AFTER_A_START_MS } : {}),
  };
}

/** What there is to do about one app that is to run. */
function lookAt(app: DesiredApp, observed: ObservedApps, compare: Compare) {
  const unit = compare(app.unitPath, app.unitText, PUBLIC);
  const environment = compare(app.environmentPath, app.environmentText, PRIVATE);
  const socket = app.socket === undefined ? [] : [compare(app.socket.path, app.socket.text, PUBLIC)];
  const state = observed.units.get(app.unit);
  const holder = app.socket && observed.units.get(app.socket.unit);
  // systemd starts the socket of an app with the app, and not beside one that runs.
  const isUnheld = app.socket !== undefined && (holder === undefined || holder.activity === 'stopped');
  const isStopped = state === undefined || state.activity === 'stopped';
  const started = observed.started.get(app.startedPath);
  const isOutdated = started?.kind === 'file' && started.text !== app.environmentText;
  // The person who changed a unit may have started the app with it.
  const isChanged = [...socket, unit, environment].some(({ kind }) => kind === 'differs') || isOutdated;
  return {
    unit: app.unit,
    files: [...socket, unit, environment],
    start: isStopped,
    restart: !isStopped && (isChanged || isUnheld),
    enable: state?.enabled !== true,
    reload:
      [...socket, unit].some(({ kind }) => kind === 'differs') ||
      [state, holder].some((one) => one?.stale === true),
    trouble: takenPort(app, observed) ?? (state && troubleWith(app, state)),
  };
}

/** Files under names of the account's that no app asks for. Files that jopanel did not make are left alone. */
function removal(
  username: string,
  desired: readonly DesiredApp[],
  observed: ObservedApps,
  compare: Compare,
): Action[] {
  const wanted = new Set(desired.flatMap(filesOf));
  const changes = [...observed.files.keys()]
    .filter((file) => !wanted.has(file))
    .map((file) => compare(file, null, PUBLIC))
    .flatMap((difference) => (difference.kind === 'differs' ? [difference.change] : []));
  if (changes.length === 0) return [];
  const units = changes
    .filter((change) => change.path.startsWith(`${UNIT_DIR}/`))
    .map((change) => path.basename(change.path));
  return [removeAppsAction(username, units, changes)];
}
