import type { Route } from '../route.ts';

export interface FoundRoute {
  readonly route: Route;
  /** The decoded parameters of the path, such as `username`. */
  readonly params: Readonly<Record<string, string>>;
}

/** Returns the route of a path as a URL has it, percent-encoded; undefined when there is none. */
export function findRoute(routes: readonly Route[], pathname: string): FoundRoute | undefined {
  for (const route of routes) {
    const groups = route.pattern.exec({ pathname })?.pathname.groups;
    if (groups === undefined) continue;
    const params = decoded(groups);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function decoded(groups: Readonly<Record<string, string | undefined>>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text ?? '')]),
    );
  } catch {
    return undefined;
  }
}
