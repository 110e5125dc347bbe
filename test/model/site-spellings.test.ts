// Two spellings of one name among the sites: the second would hide the first without a word.
import { expect, test } from 'vitest';
import { checkTexts, textsOf } from './hostile-set.ts';

test('a site that is there in two spellings is refused at the second', () => {
  const sites = { 'example.com': { php: true }, 'EXAMPLE.com': { php: false } };
  const checked = checkTexts(textsOf({ set: { 'domains.json#/sites': sites } }));
  expect(checked).toMatchObject({
    ok: false,
    problems: [
      {
        file: 'domains.json',
        pointer: '/sites/EXAMPLE.com',
        message: expect.stringContaining('is there twice'),
      },
    ],
  });
});
