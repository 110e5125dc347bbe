import path from 'node:path';
import type { FileChange } from '../../src/host/root-files.ts';
import { bulkAction } from '../bulk.ts';
import { type Action, blocked, IN_SYNC, type Plan, type ReconcileContext } from '../controller.ts';
import { compareFile, fileItem, PUBLIC } from '../generated-file.ts';
import type { DesiredSlice } from './desired.ts';
import { limitReached } from './limit-reached.ts';
import type { ObservedSlice } from './observe.ts';

export function planSlice(
  username: string,
  desired: DesiredSlice,
  observed: ObservedSlice,
  context: Pick<ReconcileContext, 'owns'>,
): Plan {
  const { path: file, text } = desired;
  const unavailable = whatIsMissing(desired, observed);
  const degraded = limitReached(desired, observed);
  const inSync = {
    ...IN_SYNC,
    ...(unavailable === undefined ? {} : { unavailable, isOfHost: true }),
    ...(degraded === undefined ? {} : { degraded }),
  };
  if (!observed.managed) return inSync;
  const difference = compareFile(file, text, PUBLIC, observed.file, context);
  if (difference.kind === 'foreign') return blocked('Conflict', difference.message);
  if (difference.kind === 'same') {
    return observed.stale ? { ...inSync, actions: [readAgain(username, desired)] } : inSync;
  }
  const { change, before } = difference;
  const write = installDropIn(
    username,
    file,
    `${text === null ? 'remove' : before === null ? 'write' : 'change'} ${file}`,
    [change],
    {
      direction: text === null ? 'down' : 'up',
      owns: text === null ? [] : [fileItem(file)],
      releases: text === null ? [fileItem(file)] : [],
      diff: { path: file, before, after: text },
    },
  );
  return { ...inSync, actions: [write] };
}

function readAgain(username: string, { unit }: DesiredSlice): Action {
  return installDropIn(username, unit, `let systemd read the limits of ${unit}`, []);
}

/** Without any change, systemd reads what is there already. */
const installDropIn = bulkAction<readonly FileChange[]>('user-slice', async (changes, host) => {
  try {
    const all = [...changes.values()].flat();
    await host.files.put(all);
    // Unless the operator keeps drop-ins of their own there.
    const emptied = all.filter(({ text }) => text === null).map((change) => path.dirname(change.path));
    if (emptied.length > 0) await host.files.removeEmptyFolders(emptied);
  } finally {
    // Also when only some were written.
    await host.units.reload();
  }
  return new Map();
});

function whatIsMissing(desired: DesiredSlice, observed: ObservedSlice): string | undefined {
  if (desired.controllers.length === 0) return undefined;
  if (!observed.managed) {
    return 'systemd does not run here, so nothing limits CPU, memory, disk traffic and processes; run this host with systemd';
  }
  const missing = desired.controllers.filter((controller) => !observed.controllers.has(controller));
  if (missing.length === 0) return undefined;
  return `this kernel does not let systemd limit ${missing.join(', ')}; boot it with systemd.unified_cgroup_hierarchy=1`;
}
