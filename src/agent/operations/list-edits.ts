// Lists of a set that two writers may want to change at once: one entry is put in or taken out, the others stay.

import type { SetEdit } from '../../desired/write-set.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json/json-value.ts';
import type { SetFileName } from '../../model/set-files.ts';

/** The list at a path of keys; empty where there is none. */
export function listIn(file: JsonObject, ...keys: readonly string[]): readonly JsonValue[] {
  const found = keys.reduce<JsonValue | undefined>(
    (value, key) => (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    file,
  );
  return Array.isArray(found) ? found : [];
}

export function editsOfList(
  file: SetFileName,
  path: readonly string[],
  after: readonly JsonValue[],
): SetEdit[] {
  return [{ file, path: [...path], value: after }];
}
