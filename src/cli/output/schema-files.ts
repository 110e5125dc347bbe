// The schemas of --json as files: the shapes that several commands print are written once, in a file of their own.

import type { OutputSchema } from './output-schemas.ts';

const DEFINITIONS = 'definitions.schema.json';

/** By file name. */
export function schemaFiles(schemas: readonly OutputSchema[]): ReadonlyMap<string, object> {
  const definitions = new Map<string, unknown>();
  const files = new Map<string, object>();
  for (const { of, schema } of schemas) {
    const { $defs = {}, ...rest }: { readonly $defs?: object } = schema;
    for (const [name, definition] of Object.entries($defs)) definitions.set(name, definition);
    files.set(`${of.replaceAll(' ', '-')}.schema.json`, withReferencesTo(DEFINITIONS, rest));
  }
  files.set(DEFINITIONS, {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    description: 'The shapes that several commands print.',
    $defs: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))),
  });
  return files;
}

function withReferencesTo(file: string, schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace(/^#/, `${file}#`) : value,
  );
}
