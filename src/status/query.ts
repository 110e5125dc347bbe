// Parses the query parameters of a request and describes errors for people.

import { z } from 'zod';
import type { ZodOpenApiOverrideMeta } from 'zod-openapi';
import { nearestKey } from '../model/nearest-key.ts';
import { quoted } from '../model/quoted.ts';

type ReadQuery<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string; readonly remedy: string };

export function readQuery<Query extends z.ZodObject>(
  schema: Query,
  search: URLSearchParams,
): ReadQuery<z.output<Query>> {
  const known = Object.keys(schema.shape);
  const given = [...search.keys()];
  const twice = given.find((name, index) => given.indexOf(name) !== index);
  const parsed = schema.safeParse(Object.fromEntries(search));
  if (parsed.success && twice === undefined) return { ok: true, value: parsed.data };
  const wrong = parsed.success ? [] : parsed.error.issues.flatMap((issue) => describe(issue, known));
  const messages = twice === undefined ? wrong : [`${quoted(twice)} is given more than once`, ...wrong];
  const remedy = known.length === 0 ? 'this path takes no parameters' : `it takes: ${known.join(', ')}`;
  return { ok: false, message: messages.join('; '), remedy };
}

function describe(issue: z.core.$ZodIssue, known: readonly string[]): string[] {
  if (issue.code !== 'unrecognized_keys') return [`${issue.path.join('.')} ${issue.message}`];
  return issue.keys.map((key) => {
    const meant = nearestKey(key, known);
    return `there is no parameter ${quoted(key)}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  });
}

interface Range {
  readonly least: number;
  readonly most: number;
}

/** Accepts digits only: an empty text, a space or `1e3` is a mistake. */
export function wholeNumber(range: Range, description: string) {
  return digits(range)
    .optional()
    .meta({ description, override: asInteger(range) });
}

/** The same with a value for requests that leave the parameter out. */
export function wholeNumberOr(fallback: number, range: Range) {
  return digits(range)
    .prefault(String(fallback))
    .meta({ override: asInteger(range, { default: fallback }) });
}

function digits({ least, most }: Range) {
  const message = `has to be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .pipe(z.int().min(least, message).max(most, message));
}

/** A query parameter is text; the description of the API calls it what the text has to mean. */
function asInteger({ least, most }: Range, more: object = {}): ZodOpenApiOverrideMeta {
  return ({ jsonSchema }) => {
    delete jsonSchema.pattern;
    Object.assign(jsonSchema, { type: 'integer', minimum: least, maximum: most, ...more });
  };
}

export function oneOf<const Values extends readonly string[]>(values: Values) {
  return z.enum(values, { error: `has to be one of ${values.join(', ')}` });
}

export function textParam(most: number) {
  return z.string({ error: 'is missing' }).max(most, `has to have at most ${most} characters`);
}
