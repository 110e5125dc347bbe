// A patch or a whole document as edits of a JSON text, so that order, indentation and own keys of a file survive.

import stringify from 'fast-json-stable-stringify';
import type { JsonEdit } from '../desired/edit-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json/json-value.ts';

/**
 * The edits that turn `target` into what a JSON Merge Patch (RFC 7396) makes of it. A null removes a key, an
 * object is merged into an object, and everything else replaces what stands there. A part of the patch that
 * says what is so already gives no edit.
 */
export function mergePatchEdits(target: JsonValue | undefined, patch: JsonObject): JsonEdit[] {
  return editsBelow([], isJsonObject(target) ? target : {}, patch, 'keep');
}

/** The edits that turn `target` into `wanted`: keys that `wanted` does not have are removed. */
export function replacementEdits(target: JsonValue | undefined, wanted: JsonObject): JsonEdit[] {
  return editsBelow([], isJsonObject(target) ? target : {}, wanted, 'remove');
}

type Missing = 'keep' | 'remove';

function editsBelow(
  path: JsonEdit['path'],
  target: JsonObject,
  wanted: JsonObject,
  missing: Missing,
): JsonEdit[] {
  const removed = missing === 'keep' ? [] : Object.keys(target).filter((key) => !Object.hasOwn(wanted, key));
  return [
    ...removed.map((key) => ({ path: [...path, key], value: undefined })),
    ...Object.entries(wanted).flatMap(([key, value]) => {
      // Own keys only: a request may well name a key such as "constructor".
      const now = Object.hasOwn(target, key) ? target[key] : undefined;
      return editsOf([...path, key], now, value, missing);
    }),
  ];
}

function editsOf(
  path: JsonEdit['path'],
  now: JsonValue | undefined,
  value: JsonValue,
  missing: Missing,
): JsonEdit[] {
  if (missing === 'keep' && value === null) return now === undefined ? [] : [{ path, value: undefined }];
  if (isJsonObject(value) && isJsonObject(now)) return editsBelow(path, now, value, missing);
  const after = missing === 'keep' ? withoutNulls(value) : value;
  return now !== undefined && stringify(now) === stringify(after) ? [] : [{ path, value: after }];
}

/** What a merge patch makes of nothing: a null inside an object removes a key that is not there. */
function withoutNulls(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutNulls(inner)]));
}
