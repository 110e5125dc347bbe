import path from 'node:path';
import type { FileChange } from '../../src/host/root-files.ts';
import { bulkAction } from '../bulk.ts';
import type { Action } from '../controller.ts';
import { type FileComparison, fileItem } from '../generated-file.ts';
import { UNIT_DIR } from './desired.ts';

export interface Run {
  /** True when systemd has yet to read a unit. */
  readonly reload: boolean;
  readonly starts: readonly string[];
  readonly restarts: readonly string[];
  /** To be started at boot from now on. */
  readonly enables: readonly string[];
}

export function writeFileAction(
  username: string,
  { change, before }: Extract<FileComparison, { kind: 'differs' }>,
): Action {
  const isUnit = change.path.startsWith(`${UNIT_DIR}/`);
  return write(username, change.path, `${before === null ? 'write' : 'change'} ${change.path}`, change, {
    owns: [fileItem(change.path)],
    // A diff is shown to people, and the other kind of file holds secrets.
    ...(isUnit ? { diff: { path: change.path, before, after: change.text } } : { found: 'other content' }),
  });
}

const write = bulkAction<FileChange>('node-app', async (changes, host) => {
  await host.files.put([...changes.values()]);
  return new Map();
});

export function runAppsAction(username: string, run: Run): Action {
  const words = [
    ...run.starts.map((unit) => `start ${unit}`),
    ...run.restarts.map((unit) => `restart ${unit}`),
    ...run.enables.filter((unit) => !run.starts.includes(unit)).map((unit) => `enable ${unit}`),
  ];
  // Known by its units: what is done to them differs from one time to the next.
  const units = [...new Set([...run.starts, ...run.restarts, ...run.enables])].sort();
  return runTogether(
    username,
    units.join(' ') || 'units',
    words.join(', ') || `let systemd read the units of ${username}`,
    run,
  );
}

const runTogether = bulkAction<Run>('node-app', async (runs, host) => {
  const all = [...runs.values()];
  const enables = all.flatMap((run) => run.enables);
  await host.units.enable(enables);
  // Once a unit was enabled, systemd 257 says of every unit that it is to be read again.
  if (enables.length > 0 || all.some(({ reload }) => reload)) await host.units.reload();
  await host.units.restart(all.flatMap(({ starts, restarts }) => [...starts, ...restarts]));
  return new Map();
});

interface Removal {
  readonly units: readonly string[];
  readonly changes: readonly FileChange[];
}

export function removeAppsAction(
  username: string,
  units: readonly string[],
  changes: readonly FileChange[],
): Action {
  const names = changes.map((change) => path.basename(change.path));
  const removed = units.length > 0 ? units : names;
  return removeTogether(
    username,
    removed.join(' '),
    `stop and remove ${removed.join(', ')}`,
    { units, changes },
    { direction: 'down', releases: changes.map((change) => fileItem(change.path)) },
  );
}

const removeTogether = bulkAction<Removal>('node-app', async (removals, host) => {
  const all = [...removals.values()];
  await host.units.stop(all.flatMap(({ units }) => units));
  await host.files.put(all.flatMap(({ changes }) => changes));
  await host.units.reload();
  return new Map();
});
