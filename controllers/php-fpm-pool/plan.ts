import { phpFpm } from '../../services/php-fpm/service.ts';
import type { Publication } from '../../services/service.ts';
import type { Step } from '../../src/model/step.ts';
import { blocked, type Plan, type ReconcileContext } from '../controller.ts';
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
        const step: Step = {
          account: username,
          resource: 'php-fpm-pool',
          item: path,
          summary: `${text === null ? 'remove' : before === null ? 'write' : 'change'} ${path}`,
          direction,
          destructive: false,
          owns: text === null ? [] : [fileItem(path)],
          releases: text === null ? [fileItem(path)] : [],
          diff: { path, before, after: text },
        };
        publications.push(phpFpm(each).publication(step, { path, text, ...PUBLIC }, round));
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
