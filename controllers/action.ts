import type { ResourceKind } from '../src/model/resource-kind.ts';
import type { Step } from '../src/model/step.ts';
import type { AfterAction } from './after-action.ts';
import type { Action } from './controller.ts';

export type StepDetails = Partial<
  Pick<
    Step,
    | 'direction'
    | 'destructive'
    | 'owns'
    | 'releases'
    | 'found'
    | 'makes'
    | 'diff'
    | 'causedByHost'
    | 'accountMayUndo'
  > &
    Pick<Action, 'onceUnusedBy'>
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

/** An action of the after phase: it goes up, loses nothing and owns nothing, unless `more` says otherwise. */
export function afterAction(
  resource: ResourceKind,
  account: string,
  item: string,
  summary: string,
  more: Pick<AfterAction, 'apply' | 'timeLimitMs' | 'retriesMs'> & Partial<AfterAction>,
): AfterAction {
  const step = { account, resource, item, summary, direction: 'up', destructive: false } as const;
  return { ...step, owns: [], releases: [], ...more };
}
