// Finds the part of a schema that a path inside a file leads to.

import { z } from 'zod';
import type { ValuePath } from './value-path.ts';

/** @returns undefined where the schema knows no such place */
export function schemaAt(schema: z.core.$ZodType, path: ValuePath): z.core.$ZodType | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return schema;
  const inside = unwrapped(schema);
  if (inside instanceof z.ZodObject) {
    const inner = Object.hasOwn(inside.shape, part) ? inside.shape[part] : undefined;
    return inner === undefined ? undefined : schemaAt(inner, rest);
  }
  if (inside instanceof z.ZodRecord) return schemaAt(inside.valueType, rest);
  return inside instanceof z.ZodArray ? schemaAt(inside.element, rest) : undefined;
}

/** The same without what lets a value be missing or null, and without what is made of it afterwards. */
export function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault;
  if (isWrapped) return unwrapped(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrapped(schema.in) : schema;
}
