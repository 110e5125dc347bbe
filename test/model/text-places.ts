// The places of a JSON document that may hold a text, as its JSON Schema has them: a new field is among them by itself.
import type { ValuePath } from '../../src/model/value-path.ts';

type Node = Readonly<Record<string, unknown>>;

const node = (value: unknown): Node => (typeof value === 'object' && value !== null ? { ...value } : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** One path for each: of a list its first element, of free keys the key `SOME_KEY`. */
export function textPlaces(schema: unknown): ValuePath[] {
  const found = new Map<string, ValuePath>();
  const definitions = node(node(schema).$defs);
  walk(node(schema), []);
  return [...found.values()];

  function walk(part: Node, path: ValuePath): void {
    if (path.length > 8) return;
    const { $ref } = part;
    if (typeof $ref === 'string') walk(node(definitions[$ref.split('/').at(-1) ?? '']), path);
    if (part.type === 'string' || part.enum !== undefined || part.const !== undefined)
      found.set(path.join('/'), path);
    for (const kind of ['anyOf', 'oneOf', 'allOf'])
      for (const each of list(part[kind])) walk(node(each), path);
    for (const [key, inner] of Object.entries(node(part.properties))) walk(node(inner), [...path, key]);
    if (part.items !== undefined) walk(node(part.items), [...path, 0]);
    const free = part.additionalProperties;
    if (typeof free === 'object') walk(node(free), [...path, 'SOME_KEY']);
  }
}

/** The same document with a value in that place, and what has to stand around it. */
export function withTextAt(document: unknown, [part, ...rest]: ValuePath, value: unknown): unknown {
  if (part === undefined) return value;
  if (typeof part === 'number') {
    const items = [...list(document)];
    items[part] = withTextAt(items[part], rest, value);
    return items;
  }
  return { ...node(document), [part]: withTextAt(node(document)[part], rest, value) };
}
