import { URLPattern } from 'node:url';

/** @param path such as `/v1/users/{username}` @returns what matches percent-encoded paths of that form */
export function pathPattern(path: string): URLPattern {
  return new URLPattern({ pathname: path.replaceAll(/\{(\w+)\}/g, ':$1') });
}

type PathParams = Readonly<Record<string, string>>;

/**
 * The decoded parameters of a path.
 *
 * @returns undefined where the path does not match; `broken` where it does, and its percent-encoding is not UTF-8
 */
export function pathParams(pattern: URLPattern, pathname: string): PathParams | 'broken' | undefined {
  const groups = pattern.exec({ pathname })?.pathname.groups;
  if (groups === undefined) return undefined;
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text ?? '')]),
    );
  } catch {
    return 'broken';
  }
}
