import type { ResourceKind } from '../src/model/resource-kind.ts';
import type { Step } from '../src/model/step.ts';
import type { Action } from './controller.ts';

export type StepDetails = Partial<
  Pick<Step, 'direction' | 'destructive' | 'owns' | 'releases' | 'found' | 'diff' | 'causedByHost'> &
    Pick<Action, 'releasedBy'>
>;

/** An action that goes up, loses nothing and owns nothing, unless `more` says otherwise. */
export function action(
  resource: ResourceKind,
  account: string,
  item: string,
  summary: string,
  apply: Action['apply'],
  more: StepDetails = {},
): Action {
  return {
    account,
    resource,
    item,
    summary,
    direction: 'up',
    destructive: false,
    owns: [],
    releases: [],
    ...more,
    apply,
  };
}
