// A user of V1 with more than a set can hold.

import { expect, test } from 'vitest';
import { planV1 } from '../../migrate-v1/plan/plan-v1.ts';
import { sourceOf } from '../../migrate-v1/rows/source.ts';
import { choices } from './host-survey.ts';
import { entry, HOST } from './plan-sample.ts';
import { type Row, v1Database } from './v1-database.ts';

test('a user with more domains than a file can hold is held back with a proposal', () => {
  const tables = v1Database(1);
  const many = Array.from(
    { length: 30_000 },
    (_, index): Row => ({
      ...tables.domains[0],
      domain_name: `many${index}.example`,
      type: 'addon',
      document_root: null,
    }),
  );
  const packages = tables.packages.map((row): Row => ({ ...row, max_domains: 0 }));
  const planned = planV1(
    sourceOf({ ...tables, packages, domains: [...tables.domains, ...many] }, 0),
    HOST,
    choices(),
  );
  const [held] = entry(planned, 'usual0001').findings.filter(({ kind }) => kind === 'refused');
  expect(held).toMatchObject({
    subject: 'domains.json',
    what: expect.stringContaining('make the file larger'),
  });
  expect(held?.proposal).toContain('divide the domains among several users');
});
