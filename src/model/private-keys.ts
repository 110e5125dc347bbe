// Keys that begin with x_ belong to whoever wrote them: part of the revision, but never looked at.

export const PRIVATE_PREFIX = 'x_';

export function withoutPrivateKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrivateKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith(PRIVATE_PREFIX))
      .map(([key, inner]) => [key, withoutPrivateKeys(inner)]),
  );
}
