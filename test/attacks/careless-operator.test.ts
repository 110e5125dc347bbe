// What an operator does by mistake, and what must not follow from it.

import { expect, test } from 'vitest';
import { sandbox } from '../sandbox/harness.ts';
import { jopanel } from '../sandbox/jopanel.ts';

test('a job that validates a wrong path fails', async () => {
  await sandbox.run(['mkdir', '--parents', '/srv/checkout/acounts']);
  const { exitCode, stderr } = await jopanel(['validate', '/srv/checkout/acounts']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('there is no set in "/srv/checkout/acounts"');
});
