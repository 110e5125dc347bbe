// Keys that begin with x_ belong to the people and tools that write them. They are part of the revision and are never interpreted.

import type { JsonValue } from './json/json-value.ts';

export const PRIVATE_PREFIX = 'x_';

/** The very same value when there are none, which is nearly always. */
export function withoutPrivateKeys(value: JsonValue): JsonValue {
  return hasPrivateKeys(value) ? strip(value) : value;
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
