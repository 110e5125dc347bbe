// What every command prints with --json is described, and the descriptions that are kept are not stale.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { outputSchemas } from '../../src/cli/output-schemas.ts';

const FOLDER = new URL('../../schemas/cli/', import.meta.url);

test('schemas/cli is what the commands say now; else: npm run schemas', async () => {
  const said = new Map(
    (await outputSchemas(COMMANDS)).map(({ of, schema }) => [`${of.replace(' ', '-')}.schema.json`, schema]),
  );
  expect(readdirSync(FOLDER).sort()).toEqual([...said.keys()].sort());
  for (const [file, schema] of said)
    expect([file, JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))]).toEqual([
      file,
      JSON.parse(JSON.stringify(schema)),
    ]);
});
