import { pathParams } from '../path-pattern.ts';
import type { Route } from '../route.ts';

export interface FoundRoute {
  readonly route: Route;
  /** The decoded parameters of the path, such as `username`. */
  readonly params: Readonly<Record<string, string>>;
}

/** Returns the route of a path as a URL has it, percent-encoded; undefined when there is none. */
export function findRoute(routes: readonly Route[], pathname: string): FoundRoute | undefined {
  for (const route of routes) {
    const params = pathParams(route.pattern, pathname);
    if (typeof params === 'object') return { route, params };
  }
  return undefined;
}
