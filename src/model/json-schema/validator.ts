// ajv over the generated schemas: a second reader of the same rules; a test compares its results with zod's.

import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { SetFileName } from '../set-files.ts';
import { FORMATS, OWN_FORMAT } from './formats.ts';

interface SchemaComplaint {
  readonly pointer: string;
  readonly message: string;
}

export type SchemaValidator = (file: SetFileName, value: unknown) => readonly SchemaComplaint[];

export function createSchemaValidator(schemas: ReadonlyMap<SetFileName, object>): SchemaValidator {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    allErrors: true,
    // A test looks at the schemas themselves; doing so at every start costs more than 1,000 sets.
    validateSchema: false,
  });
  for (const [name, parse] of Object.entries(FORMATS)) ajv.addFormat(name, (text: string) => parse(text).ok);
  const compiled = new Map<SetFileName, ValidateFunction>();
  return (file, value) => {
    let validate = compiled.get(file);
    if (validate === undefined) {
      const schema = schemas.get(file);
      if (schema === undefined) return [];
      validate = ajv.compile(withFormats(schema));
      compiled.set(file, validate);
    }
    return validate(value) ? [] : (validate.errors ?? []).map(complaint);
  };
}

function complaint({ instancePath, message, keyword }: ErrorObject): SchemaComplaint {
  return { pointer: instancePath, message: message ?? keyword };
}

/** The published schemas name our formats in comments, as other readers know none of them. */
function withFormats(schema: object): object {
  const read: unknown = JSON.parse(
    JSON.stringify(schema).replaceAll(`"$comment":"${OWN_FORMAT}`, `"format":"${OWN_FORMAT}`),
  );
  return typeof read === 'object' && read !== null ? read : schema;
}
