// The keys that `jopanel user set` takes, from the JSON Schemas.

import { z } from 'zod';
import { PUBLISHED_SCHEMAS } from '../validate/published-schemas.ts';

interface Schema {
  readonly type?: string | readonly string[] | undefined;
  readonly title?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
}

const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    title: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    properties: z.record(z.string(), Schema).optional(),
  }),
);

interface SetKey {
  /** Such as `limits.disk_quota_mb`. */
  readonly name: string;
  readonly title: string;
  /** The values that it can have, where they are few. */
  readonly values: readonly string[];
}

const NEVER_SET = new Set(['schema_version']);

export function setKeys(): readonly SetKey[] {
  return [...PUBLISHED_SCHEMAS].flatMap(([file, schema]) =>
    file === 'meta.json' ? [] : keysIn(Schema.parse(schema), [file.replace(/\.json$/, '')]),
  );
}

function keysIn(schema: Schema, path: readonly string[]): SetKey[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    if (NEVER_SET.has(name) || name.startsWith('$')) return [];
    const here = [...path, name];
    if (inner.properties !== undefined) return keysIn(inner, here);
    return [{ name: here.join('.'), title: inner.title ?? '', values: valuesOf(inner) }];
  });
}

function valuesOf({ type, enum: values }: Schema): string[] {
  if (values !== undefined) return values.map(String);
  return type === 'boolean' ? ['true', 'false'] : [];
}
