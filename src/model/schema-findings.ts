// zod's issues in words for people, with the nearest known key for an unknown one.

import { z } from 'zod';
import type { Finding } from './finding.ts';
import { nearestKey } from './nearest-key.ts';
import { MOST_PROBLEMS } from './problem.ts';
import { quoted } from './quoted.ts';
import { schemaAt, unwrapped } from './schema-at.ts';
import type { ValuePath } from './value-path.ts';

interface SchemaFindingsOptions {
  /** Whether a person may put in keys of their own. */
  readonly ownKeys?: boolean;
}

export function schemaFindings<File extends string>(
  file: File,
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
  { ownKeys = true }: SchemaFindingsOptions = {},
): Finding<File>[] {
  // More are never reported, and finding the nearest key of each takes time.
  return issues
    .slice(0, MOST_PROBLEMS + 1)
    .flatMap((issue) => findingsOf(schema, issue, input, ownKeys))
    .map((found) => ({ file, ...found }));
}

type Found = Omit<Finding, 'file'>;

function findingsOf(
  schema: z.ZodType,
  issue: z.core.$ZodIssue,
  input: unknown,
  ownKeys: boolean,
): readonly Found[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const value = valueAt(input, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys
        .slice(0, MOST_PROBLEMS + 1)
        .map((key) => unknownKey(path, key, keysAt(schema, path), ownKeys));
    case 'invalid_key':
      return issue.issues.map((inner) => ({
        path,
        at: 'key' as const,
        message: inner.message,
        remedy: remedyOf(inner),
      }));
    case 'invalid_type':
      if (value === undefined) return [{ path, message: 'is missing', remedy: 'add the key' }];
      return [{ path, ...wrongType(issue.expected, value) }];
    case 'invalid_value': {
      if (value === undefined) return [{ path, message: 'is missing', remedy: 'add the key' }];
      const allowed = issue.values.map((each) => JSON.stringify(each)).join(' or ');
      return [{ path, message: `is ${quoted(value)}, which is not known`, remedy: `write ${allowed}` }];
    }
    case 'too_small':
    case 'too_big':
      return [{ path, ...outOfRange(issue, value) }];
    default:
      return [{ path, message: issue.message, remedy: remedyOf(issue) }];
  }
}

function unknownKey(path: ValuePath, key: string, known: readonly string[], ownKeys: boolean): Found {
  const nearest = nearestKey(key, known);
  const own = ownKeys ? '; a key of your own begins with x_' : '';
  return {
    path: [...path, key],
    at: 'key',
    message: `is not a known key: ${quoted(key)}`,
    remedy: nearest === undefined ? `known here are ${known.join(', ')}${own}` : `did you mean ${nearest}?`,
  };
}

function wrongType(expected: string, value: unknown): { message: string; remedy: string } {
  if (expected === 'int')
    return { message: `is not a whole number: ${quoted(value)}`, remedy: 'write one without fraction' };
  return {
    message: `is ${typeName(value)}, not ${TYPE_NAMES.get(expected) ?? expected}`,
    remedy: wantedForm(expected, value),
  };
}

const TYPE_NAMES = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['object', 'an object'],
  ['record', 'an object'],
  ['array', 'a list'],
  ['null', 'null'],
]);

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return TYPE_NAMES.get(typeof value) ?? typeof value;
}

function wantedForm(expected: string, value: unknown): string {
  if (expected === 'number' && typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value))
    return 'write the number without quotes';
  if (expected === 'boolean') return 'write true or false without quotes';
  if (expected === 'string' && value === null) return 'write a text; null is not allowed here';
  if (expected === 'string' && Array.isArray(value)) return 'write one text alone, without the brackets';
  if (expected === 'string') return 'put it in double quotes';
  if (expected === 'array') return 'put it in square brackets';
  if (expected === 'object' || expected === 'record') return 'write an object: {"key": value}';
  return `write ${TYPE_NAMES.get(expected) ?? expected}`;
}

function outOfRange(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  value: unknown,
): { message: string; remedy: string } {
  const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  if (Array.isArray(value)) return { message: `has ${value.length} entries`, remedy: `use ${bound}` };
  return { message: `is ${quoted(value)}`, remedy: `use ${bound}` };
}

function remedyOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'custom') return '';
  const remedy = issue.params?.remedy;
  return typeof remedy === 'string' ? remedy : '';
}

function valueAt(input: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    return Reflect.get(value, part);
  }, input);
}

/** The keys that the schema knows for the object at a path. */
function keysAt(schema: z.core.$ZodType, path: ValuePath): readonly string[] {
  const found = schemaAt(schema, path);
  const inside = found === undefined ? undefined : unwrapped(found);
  return inside instanceof z.ZodObject ? Object.keys(inside.shape) : [];
}
