import type { Host } from '../src/host/host.ts';
import type { ResourceKind } from '../src/model/resource-kind.ts';
import { action, type StepDetails } from './action.ts';
import type { Action, Bulk } from './controller.ts';

/** Makes the actions of one kind that are done together; each has a value of its own. */
type BulkAction<Value> = (
  account: string,
  item: string,
  summary: string,
  value: Value,
  more?: StepDetails,
) => Action;

/**
 * @param run does it for all of them, by account
 * @returns what went wrong, by account: nothing for those that succeeded
 */
export function bulkAction<Value>(
  resource: ResourceKind,
  run: (values: ReadonlyMap<string, Value>, host: Host) => Promise<ReadonlyMap<string, string>>,
): BulkAction<Value> {
  const made = new WeakMap<Action, Value>();
  const bulk: Bulk = {
    applyAll(actions, host) {
      const values = new Map<string, Value>();
      for (const each of actions) {
        const value = made.get(each);
        if (value === undefined) throw new TypeError(`"${each.summary}" is not done by this bulk`);
        values.set(each.account, value);
      }
      return run(values, host);
    },
  };
  return (account, item, summary, value, more) => {
    const alone = async (host: Host) => {
      const failure = (await run(new Map([[account, value]]), host)).get(account);
      if (failure !== undefined) throw new Error(failure);
    };
    const one: Action = { ...action(resource, account, item, summary, alone, more), bulk };
    made.set(one, value);
    return one;
  };
}
