import { tryParseJson } from '../../model/json/try-parse-json.ts';

/** The value at a path in a JSON text; undefined when there is none, or when the text is not JSON. */
export function valueAt(text: string | undefined, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => {
      if (typeof inner !== 'object' || inner === null) return undefined;
      return Object.entries(inner).find(([name]) => name === String(key))?.[1];
    },
    text === undefined ? undefined : tryParseJson(text),
  );
}
