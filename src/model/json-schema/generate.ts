// JSON Schema 2020-12 out of the zod schemas: for editors, and for ajv in `jopanel validate`.

import { z } from 'zod';
import { PRIVATE_PREFIX, SCHEMA_KEY } from '../private-keys.ts';
import type { SetFileName } from '../set-files.ts';
import { FILE_SCHEMAS } from './files.ts';
import { OWN_FORMAT } from './formats.ts';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

const EDITORS_KEY = { title: 'JSON Schema', description: 'For editors; it is ignored.' };

export function generateSchema(file: SetFileName): JsonSchema {
  const schema = z.toJSONSchema(FILE_SCHEMAS[file], {
    target: 'draft-2020-12',
    // What a person may write, not what it is normalised to.
    io: 'input',
    override: ({ jsonSchema }) => {
      nameFormatInComment(jsonSchema);
      // zod strips such keys before it looks; here they are let pass where they stand.
      if (jsonSchema.type !== 'object') return;
      jsonSchema.patternProperties = { [`^${PRIVATE_PREFIX}`]: {} };
      const { propertyNames } = jsonSchema;
      if (typeof propertyNames !== 'object') return;
      jsonSchema.propertyNames = { anyOf: [propertyNames, { pattern: `^${PRIVATE_PREFIX}` }] };
    },
  });
  return { ...schema, properties: { [SCHEMA_KEY]: EDITORS_KEY, ...schema.properties } };
}

/**
 * A strict reader such as ajv refuses a schema with a format that it does not know, and every reader knows comments.
 * `withFormats` makes formats of them again, for the reader that does know ours.
 */
function nameFormatInComment(schema: z.core.JSONSchema.BaseSchema): void {
  const { format } = schema;
  if (format?.startsWith(OWN_FORMAT) !== true) return;
  delete schema.format;
  schema.$comment = format;
}

/** `account.json` to `account.schema.json`. */
export function schemaFileName(file: SetFileName): string {
  return file.replace(/\.json$/, '.schema.json');
}

/** As it is kept in `schemas/`. */
export function schemaText(file: SetFileName): string {
  return `${JSON.stringify(generateSchema(file), null, 2)}\n`;
}
