// The descriptions of the sockets are kept in docs/openapi, and are not stale.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { typescriptTypes } from '../../client/typescript-types.ts';
import { descriptions } from '../../src/cli/openapi/descriptions.ts';

const ROOT = new URL('../../', import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(name, ROOT));

test.each([...descriptions()])(
  'docs/openapi/%s is what the code says now; else: npm run openapi',
  (name, text) => {
    expect(readFileSync(pathOf(`docs/openapi/${name}`), 'utf8')).toBe(text);
  },
);

test('the types of the client are those of the description; else: npm run openapi', async () => {
  const types = await typescriptTypes(readFileSync(pathOf('docs/openapi/agent.json'), 'utf8'));
  expect(readFileSync(pathOf('client/generated/agent.ts'), 'utf8')).toBe(types);
});

test('each operation has an id of its own', () => {
  for (const text of descriptions().values()) {
    const ids = [...text.matchAll(/"operationId": "(\w+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(10);
  }
});
