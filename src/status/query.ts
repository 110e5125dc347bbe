// Reads the parameters of a question, and says in plain words what is wrong with them.

import { z } from 'zod';
import { nearestKey } from '../model/nearest-key.ts';
import { quoted } from '../model/quoted.ts';

export type ReadQuery<Value> =
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
  const wrong = parsed.success ? [] : parsed.error.issues.flatMap((issue) => inWords(issue, known));
  const words = twice === undefined ? wrong : [`${quoted(twice)} is given more than once`, ...wrong];
  const remedy = known.length === 0 ? 'this path takes no parameters' : `it takes: ${known.join(', ')}`;
  return { ok: false, message: words.join('; '), remedy };
}

function inWords(issue: z.core.$ZodIssue, known: readonly string[]): string[] {
  if (issue.code !== 'unrecognized_keys') return [`${issue.path.join('.')} ${issue.message}`];
  return issue.keys.map((key) => {
    const meant = nearestKey(key, known);
    return `there is no parameter ${quoted(key)}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  });
}

/** Digits alone: an empty text, a space or `1e3` is a slip and no number. */
export function wholeNumber(least: number, most: number) {
  const message = `has to be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .pipe(z.int().min(least, message).max(most, message));
}

export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: `has to be one of ${words.join(', ')}` });
}

export function words(most: number) {
  return z.string({ error: 'is missing' }).max(most, `has to have at most ${most} characters`);
}
