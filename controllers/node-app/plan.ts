import path from 'node:path';
import { type Action, blocked, type Plan, type Surroundings } from '../controller.ts';
import { compareFile, type FileDifference, PUBLIC } from '../generated-file.ts';
import { type DesiredApp, UNIT_DIR } from './desired.ts';
import type { ObservedApps } from './observe.ts';
import { removeApps, runApps, writeFile } from './steps.ts';
import { troubleWith } from './trouble.ts';

// The environment of an app is where its passwords are.
const PRIVATE = { uid: 0, gid: 0, mode: 0o600 };

export function planApps(
  username: string,
  desired: readonly DesiredApp[],
  observed: ObservedApps,
  surroundings: Pick<Surroundings, 'owns'>,
): Plan {
  if (!observed.managed) {
    const unavailable = 'systemd does not run here, and apps are its services; run this host with systemd';
    return { actions: [], publications: [], ...(desired.length === 0 ? {} : { unavailable }) };
  }
  const up: Action[] = [];
  const starts: string[] = [];
  const restarts: string[] = [];
  const enables: string[] = [];
  const troubles: string[] = [];
  let reload = false;
  for (const app of desired) {
    const unit = compare(app.unitPath, app.unitText, PUBLIC);
    const environment = compare(app.environmentPath, app.environmentText, PRIVATE);
    for (const difference of [unit, environment]) {
      if (difference.kind === 'foreign') return blocked('Conflict', difference.message);
      if (difference.kind === 'differs') up.push(writeFile(username, difference));
    }
    const state = observed.units.get(app.unit);
    const isOutdated = state?.variable !== undefined && state.variable !== app.startedAs;
    if (state === undefined || state.activity === 'stopped') starts.push(app.unit);
    // Whoever changed a unit may have started the app with it.
    else if (unit.kind === 'differs' || environment.kind === 'differs' || isOutdated) restarts.push(app.unit);
    if (!state?.enabled) enables.push(app.unit);
    if (unit.kind === 'differs' || state?.stale) reload = true;
    const trouble = state && troubleWith(app, state);
    if (trouble !== undefined) troubles.push(trouble);
  }
  if (reload || starts.length + restarts.length + enables.length > 0) {
    up.push(runApps(username, { reload, starts, restarts, enables }));
  }
  return {
    actions: [...up, ...removal()],
    publications: [],
    ...(troubles.length === 0 ? {} : { unavailable: troubles.join('\n') }),
  };

  function compare(file: string, text: string | null, as: typeof PUBLIC): FileDifference {
    return compareFile(file, text, as, observed.files.get(file) ?? { kind: 'absent' }, surroundings);
  }

  /** Files under names of the account's that no app asks for. What jopanel did not make is nobody's business here. */
  function removal(): Action[] {
    const wanted = new Set(desired.flatMap(({ unitPath, environmentPath }) => [unitPath, environmentPath]));
    const gone = [...observed.files.keys()]
      .filter((file) => !wanted.has(file))
      .map((file) => compare(file, null, PUBLIC));
    const changes = gone.flatMap((difference) => (difference.kind === 'differs' ? [difference.change] : []));
    if (changes.length === 0) return [];
    const units = changes
      .filter((change) => change.path.startsWith(`${UNIT_DIR}/`))
      .map((change) => path.basename(change.path));
    return [removeApps(username, units, changes)];
  }
}
