// What every command prints with --json is described, and the descriptions in schemas/cli are up to date.
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands/all-commands.ts';
import { outputSchemas } from '../../../src/cli/output/output-schemas.ts';
import { schemaFiles } from '../../../src/cli/output/schema-files.ts';

const FOLDER = new URL('../../../schemas/cli/', import.meta.url);
const read = (file: string): object => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));

test('schemas/cli is what the commands say now; else: npm run schemas', async () => {
  const files = schemaFiles(await outputSchemas(COMMANDS));
  expect(readdirSync(FOLDER).sort()).toEqual([...files.keys()].sort());
  for (const [file, schema] of files) expect([file, read(file)]).toEqual([file, schema]);
});

test('a shape that several commands print is written once', () => {
  const texts = readdirSync(FOLDER).map((file) => readFileSync(new URL(file, FOLDER), 'utf8'));
  expect(texts.join('').match(/"vanished_at": \{/g)).toHaveLength(1);
});

test('the files refer to each other as ajv and editors resolve it', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  for (const file of readdirSync(FOLDER)) ajv.addSchema(read(file), file);
  const validate = ajv.getSchema('failure.schema.json');
  const problem = { file: 'a', pointer: '', line: 1, column: 1, message: 'm', remedy: '' };
  const failure = { error: { message: 'm', remedy: '' }, problems: [problem] };
  expect(validate?.(failure)).toBe(true);
  expect(validate?.({ ...failure, problems: [{ ...problem, line: 'one' }] })).toBe(false);
});

test('a schema that is printed by itself is whole', async () => {
  for (const { of, schema } of await outputSchemas(COMMANDS)) {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    expect(() => ajv.compile(schema), of).not.toThrow();
  }
});
