// Where a dotted key of `user set` leads in a file, by the file's JSON Schema: entries of lists by name, and names that
// have dots themselves.

import { z } from 'zod';
import type { SetFileName } from '../../model/set-files.ts';
import { PUBLISHED_SCHEMAS } from '../validate/published-schemas.ts';
import { SchemaNode } from '../validate/schema-node.ts';
import { valueAt } from './value-at.ts';

type Place = readonly (string | number)[];

export interface ValuePlace {
  readonly path: Place;
  /** Whether the schema takes a text there, and nothing else that is no null. */
  readonly isText: boolean;
  readonly isList: boolean;
  /** Whether it takes a list of texts. */
  readonly isListOfTexts: boolean;
  /** What names an entry, where it takes a list of objects that have a name. */
  readonly nameOfEntries: 'name' | 'domain' | undefined;
}

/** @param keys split at the dots. @param text of the file now. @returns undefined where the schema knows no such key */
export function valuePlace(
  file: SetFileName,
  keys: readonly string[],
  text: string | undefined,
): ValuePlace | undefined {
  const found = placeIn(SchemaNode.parse(PUBLISHED_SCHEMAS.get(file) ?? {}), keys, valueAt(text, []));
  if (found === undefined) return undefined;
  const { path, schema } = found;
  return {
    path,
    isText: takesTextOnly(schema),
    isList: schema.items !== undefined,
    isListOfTexts: takesTextOnly(schema.items),
    nameOfEntries: (['name', 'domain'] as const).find((name) =>
      takesTextOnly(schema.items?.properties?.[name]),
    ),
  };
}

interface Found {
  readonly path: Place;
  readonly schema: SchemaNode;
}

function placeIn(schema: SchemaNode, keys: readonly string[], value: unknown): Found | undefined {
  if (keys.length === 0) return { path: [], schema };
  for (const each of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    const found = placeIn(each, keys, value);
    if (found !== undefined) return found;
  }
  if (schema.items !== undefined) return placeInList(schema.items, keys, Array.isArray(value) ? value : []);
  const [first = '', ...rest] = keys;
  const own = Object.hasOwn(schema.properties ?? {}, first) ? schema.properties?.[first] : undefined;
  if (own !== undefined) return within(first, placeIn(own, rest, valueIn(value, first)));
  const { additionalProperties: any } = schema;
  if (typeof any !== 'object') return undefined;
  return bySplit(keys, (name, left) => within(name, placeIn(any, left, valueIn(value, name))));
}

/** By its number from 0, or by what names it. */
function placeInList(
  items: SchemaNode,
  keys: readonly string[],
  list: readonly unknown[],
): Found | undefined {
  const [first = '', ...rest] = keys;
  if (/^\d+$/.test(first)) return within(Number(first), placeIn(items, rest, list[Number(first)]));
  return bySplit(keys, (name, left) => {
    const index = list.findIndex((entry) => namesOf(entry).includes(name));
    return index < 0 ? undefined : within(index, placeIn(items, left, list[index]));
  });
}

/** A name may have dots: every number of parts is tried, the fewest first. */
function bySplit(
  keys: readonly string[],
  place: (name: string, rest: readonly string[]) => Found | undefined,
): Found | undefined {
  for (let length = 1; length <= keys.length; length += 1) {
    const found = place(keys.slice(0, length).join('.'), keys.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}

function within(key: string | number, found: Found | undefined): Found | undefined {
  return found === undefined ? undefined : { ...found, path: [key, ...found.path] };
}

/** `name` of an app, a job or a database; `domain` of an addon domain; a subdomain by its whole name. */
export function namesOf(entry: unknown): string[] {
  if (typeof entry === 'string') return [entry];
  const named = Named.safeParse(entry).data ?? {};
  const { name, domain, subdomain, parent } = named;
  return [name, domain, subdomain === undefined ? undefined : `${subdomain}.${parent}`].filter(
    (each) => each !== undefined,
  );
}

const Named = z.object({
  name: z.string().optional(),
  domain: z.string().optional(),
  subdomain: z.string().optional(),
  parent: z.string().optional(),
});

function valueIn(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

function takesTextOnly(schema: SchemaNode | undefined): boolean {
  const types = schema === undefined ? [] : typesOf(schema);
  return types.includes('string') && types.every((type) => type === 'string' || type === 'null');
}

function typesOf({ type = [], anyOf = [], oneOf = [] }: SchemaNode): string[] {
  return [...(typeof type === 'string' ? [type] : type), ...[...anyOf, ...oneOf].flatMap(typesOf)];
}
