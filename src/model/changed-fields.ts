// Which fields differ between two revisions, by their names alone: no value is shown.

import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from './json/json-value.ts';

/** A list counts as one field, and so does what has keys of the account's own, such as an app's environment. */
const DEPTH = 4;

/** @returns such as `limits.memory_limit_mb`, in the order of the newer one; the times of a change are left out */
export function changedFields(before: JsonObject, after: JsonObject): readonly string[] {
  return fieldsIn(before, after, []).filter((field) => field !== 'account.updated_at');
}

function fieldsIn(before: JsonObject, after: JsonObject, path: readonly string[]): string[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return names.flatMap((name) => {
    const [old, now] = [own(before, name), own(after, name)];
    const here = [...path, name];
    if (isDeepStrictEqual(old, now)) return [];
    return isJsonObject(old) && isJsonObject(now) && here.length < DEPTH
      ? fieldsIn(old, now, here)
      : [here.join('.')];
  });
}

function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
