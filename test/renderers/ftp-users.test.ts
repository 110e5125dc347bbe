import { expect, test } from 'vitest';
import { parseFtpUsers, renderFtpUsers } from '../../renderers/ftp-users.ts';
import { UnrepresentableError } from '../../renderers/unrepresentable-error.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

test('the list of FTP users is written as in the file', async () => {
  await expect(renderFtpUsers(['zoe', 'joko', 'anna'])).toMatchFileSnapshot(
    '../../fixtures/golden/ftp-users',
  );
});

test('what is read back is what was written', () => {
  const names = new Set(['joko', 'anna']);
  expect(parseFtpUsers(renderFtpUsers(names))).toEqual(new Set(['anna', 'joko']));
});

test.each([...HOSTILE_TEXTS, 'joko\nroot', '# joko', 'Joko', '../joko'])(
  'the renderer throws for the name %j',
  (name) => {
    expect(() => renderFtpUsers(['joko', name])).toThrow(UnrepresentableError);
  },
);
