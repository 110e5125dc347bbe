// A public linter accepts the descriptions of the sockets.

import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { descriptions } from '../../src/cli/openapi/descriptions.ts';

const ROOT = new URL('../../', import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(name, ROOT));

test.each([...descriptions().keys()])('redocly finds neither an error nor a warning in %s', async (name) => {
  const { stdout } = await execa(
    pathOf('node_modules/.bin/redocly'),
    ['lint', '--format=json', pathOf(`docs/openapi/${name}`)],
    { reject: false, env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
  );
  expect(JSON.parse(stdout)).toMatchObject({ totals: { errors: 0, warnings: 0 }, problems: [] });
});
