// The JSON Schemas in schemas/ are fresh and describe every key.
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { PUBLISHED_SCHEMAS } from '../../src/cli/validate/published-schemas.ts';
import {
  generateSchema,
  type JsonSchema,
  schemaFileName,
  schemaText,
} from '../../src/model/json-schema/generate.ts';
import { SET_FILES } from '../../src/model/set-files.ts';

const SCHEMAS = new URL('../../schemas/', import.meta.url);

test.each(SET_FILES)('the schema of %s is fresh: npm run schemas', (file) => {
  expect(readFileSync(new URL(schemaFileName(file), SCHEMAS), 'utf8')).toBe(schemaText(file));
  expect(PUBLISHED_SCHEMAS.get(file)).toEqual(generateSchema(file));
});

test.each(SET_FILES)('the schema of %s is a valid JSON Schema', (file) => {
  expect(new Ajv2020().validateSchema(generateSchema(file))).toBe(true);
});

test.each(SET_FILES)('the schema of %s is taken by an ajv as it comes, which knows no format', (file) => {
  const validate = new Ajv2020({ logger: false }).compile(generateSchema(file));
  expect(validate({ no_such_key: 1 })).toBe(false);
  expect(schemaText(file)).not.toContain('"format"');
});

test('there is one schema per file and nothing else', () => {
  const files = readdirSync(SCHEMAS).filter((name) => name.endsWith('.json'));
  expect(files.sort()).toEqual(SET_FILES.map(schemaFileName).sort());
});

test.each(SET_FILES)('every key of %s, however deep, has a title and a description for editors', (file) => {
  const schema = generateSchema(file);
  expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', title: file });
  expect(schema.description).toBeTruthy();
  expect(undescribed(schema)).toEqual([]);
});

function undescribed(schema: JsonSchema, at = ''): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    if (typeof property === 'boolean') return [];
    const missing = property.title && property.description ? [] : [`${at}/${key}`];
    return [...missing, ...undescribed(property, `${at}/${key}`)];
  });
  const { items } = schema;
  return typeof items === 'object' && !Array.isArray(items)
    ? [...own, ...undescribed(items, `${at}/[]`)]
    : own;
}
