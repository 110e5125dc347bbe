// The descriptions of the two sockets, as they are committed in docs/openapi so that a change shows in review.

import { describeAgent } from '../../agent/openapi.ts';
import { allOperations } from '../../agent/operations/all-operations.ts';
import { describeApi } from '../../status/openapi.ts';
import { ALL_ROUTES } from '../../status/routes/all-routes.ts';
import { VERSION } from '../../version.ts';

/** JSON text by file name. */
export function descriptions(): ReadonlyMap<string, string> {
  const agent = describeAgent({ operations: allOperations, routes: ALL_ROUTES, version: VERSION });
  return new Map([
    ['status.json', textOf(describeApi(ALL_ROUTES, VERSION))],
    ['agent.json', textOf(agent)],
  ]);
}

function textOf(description: object): string {
  return `${JSON.stringify(description, null, 2)}\n`;
}
