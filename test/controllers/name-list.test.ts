import { expect, test } from 'vitest';
import { withName } from '../../controllers/name-list.ts';

test.each([
  { before: '', listed: true, after: 'joko\n' },
  { before: '# who may not\nguest\n', listed: true, after: '# who may not\nguest\njoko\n' },
  { before: 'guest', listed: true, after: 'guest\njoko\n' },
  { before: 'joko\n', listed: true, after: 'joko\n' },
  { before: 'jokojoko\n joko\n#joko\n', listed: true, after: 'jokojoko\n joko\n#joko\njoko\n' },
  { before: 'a\njoko\nb', listed: false, after: 'a\nb' },
  { before: 'joko\nb\njoko\n', listed: false, after: 'b\n' },
  { before: 'a\n\n\nb\n', listed: false, after: 'a\n\n\nb\n' },
])('$before becomes $after', ({ before, listed, after }) => {
  expect(withName(before, 'joko', listed)).toBe(after);
});
