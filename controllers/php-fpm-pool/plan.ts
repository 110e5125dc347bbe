import { blocked, type Plan, type Publication, type ReconcileContext } from '../controller.ts';
import { compareFile, fileItem, PUBLIC } from '../generated-file.ts';
import { type DesiredPool, poolPath } from './desired.ts';
import type { ObservedPools } from './observe.ts';
import { type SwitchState, switchStates } from './version-switch.ts';

export function planPool(
  username: string,
  desired: DesiredPool,
  observed: ObservedPools,
  context: ReconcileContext,
): Plan {
  const { version } = desired;
  const installed = context.facts.phpVersions;
  if (version !== undefined && !installed.includes(version)) {
    const choice = installed.length === 0 ? 'none is installed' : `installed: ${installed.join(', ')}`;
    return blocked(
      'Unavailable',
      `PHP ${version} is not installed (${choice}); run: apt install php${version}-fpm`,
    );
  }
  const publications: Publication[] = [];
  for (const [each, found] of observed) {
    const path = poolPath(each, username);
    const states: [FileState, ...FileState[]] =
      each === version ? wantedStates(version, desired, observed) : [GONE];
    const difference = compareFile(path, states[0].text, PUBLIC, found, context);
    if (difference.kind === 'foreign') return blocked('Conflict', difference.message);
    let before = found.kind === 'file' ? found.text : null;
    for (const [index, { text, direction, round }] of states.entries()) {
      if (index === 0 ? difference.kind !== 'same' : text !== before) {
        publications.push({
          account: username,
          resource: 'php-fpm-pool',
          summary: `${text === null ? 'remove' : before === null ? 'write' : 'change'} ${path}`,
          destructive: false,
          owns: text === null ? [] : [fileItem(path)],
          releases: text === null ? [fileItem(path)] : [],
          diff: { path, before, after: text },
          service: `php-fpm@${each}`,
          direction,
          round,
          payload: { change: { path, text, ...PUBLIC } },
        });
      }
      before = text;
    }
  }
  return { actions: [], publications };
}

interface FileState {
  readonly text: string | null;
  readonly direction: 'up' | 'down';
  readonly round: 1 | 2;
}

/** A pool goes only after nginx has stopped sending requests to it. */
const GONE: FileState = { text: null, direction: 'down', round: 1 };

function wantedStates(
  version: string,
  { pool, textFor }: DesiredPool,
  observed: ObservedPools,
): [FileState, ...FileState[]] {
  const [first, ...more] = switchStates(pool, version, observed);
  const stateOf = ({ sockets, direction, round }: SwitchState) => ({
    text: textFor(sockets),
    direction,
    round,
  });
  return [stateOf(first), ...more.map(stateOf)];
}
