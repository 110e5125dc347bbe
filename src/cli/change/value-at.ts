import { tryParseJson } from '../../model/json/try-parse-json.ts';

/** What stands at a path of a JSON text; undefined where nothing does, or the text is no JSON. */
export function valueAt(text: string | undefined, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => {
      if (typeof inner !== 'object' || inner === null) return undefined;
      return Object.entries(inner).find(([name]) => name === String(key))?.[1];
    },
    text === undefined ? undefined : tryParseJson(text),
  );
}
