// Keys that begin with x_ belong to the people and tools that write them, and `$schema` at the top of a file to editors.
// They are part of the revision and are never interpreted.

import type { JsonValue } from './json/json-value.ts';

export const PRIVATE_PREFIX = 'x_';
/** Which JSON Schema an editor is to hold a file to. */
export const SCHEMA_KEY = '$schema';

/** The very same value when there are none, which is nearly always. */
export function withoutPrivateKeys(value: JsonValue): JsonValue {
  const own = withoutSchemaKey(value);
  return hasPrivateKeys(own) ? strip(own) : own;
}

function withoutSchemaKey(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (!Object.hasOwn(value, SCHEMA_KEY)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== SCHEMA_KEY));
}

function hasPrivateKeys(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!Array.isArray(value) && Object.keys(value).some(isPrivate)) return true;
  return Object.values(value).some(hasPrivateKeys);
}

function strip(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(strip);
  const kept = Object.entries(value).filter(([key]) => !isPrivate(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, strip(inner)]));
}

function isPrivate(key: string): boolean {
  return key.startsWith(PRIVATE_PREFIX);
}
