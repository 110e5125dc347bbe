import { expect, test } from 'vitest';
import { parseEnvText } from '../../../src/cli/commands/app/read-env-file.ts';

test('variables are read as node --env-file reads them', () => {
  const text = '# of the shop\nA=1\n\nexport B="two words"\r\nC=\n';
  expect(parseEnvText(text, 'shop.env')).toEqual({ ok: true, env: { A: '1', B: 'two words', C: '' } });
});

test.each(['A=1\nsecret-word\n', 'A=1\n=secret-word\n', 'A=1\n9=secret-word'])(
  'of %j the line is named, and nothing quoted',
  (text) => {
    const read = parseEnvText(text, 'shop.env');
    expect(read).toEqual({ ok: false, why: 'line 2 of shop.env is not NAME=VALUE, a comment or empty' });
  },
);
