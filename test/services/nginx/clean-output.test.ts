import { expect, test } from 'vitest';
import { cleanNginxOutput } from '../../../services/nginx/clean-output.ts';

const SNIPPETS = '/etc/nginx/jopanel/joko.snippets:7';

test('an error keeps neither the time nor the process', () => {
  expect(cleanNginxOutput('2026/01/29 10:00:00 [emerg] 17#17: host not found\nnext')).toBe(
    '[emerg] host not found\nnext',
  );
});

test.each([
  ['unknown directive "k3y-0f"', 'unknown directive "(redacted)"'],
  ['invalid parameter "k3y"0f"', 'invalid parameter "(redacted)"'],
  ['invalid value "k3y" in "ssl" directive', 'invalid value "(redacted)" in "ssl" directive'],
  ['unexpected "}"', 'unexpected "}"'],
  ['open() "/etc/nginx/none.conf" failed', 'open() "/etc/nginx/none.conf" failed'],
  ['"k3y of" directive is not allowed here', '"(redacted)" directive is not allowed here'],
])('of the words of an operator’s file, %s shows none that may be a secret', (said, shown) => {
  expect(cleanNginxOutput(`[emerg] ${said} in ${SNIPPETS}`)).toBe(`[emerg] ${shown} in ${SNIPPETS}`);
  expect(cleanNginxOutput(`[emerg] ${said} in /etc/nginx/nginx.conf:3`)).toBe(
    `[emerg] ${shown} in /etc/nginx/nginx.conf:3`,
  );
});

test.each([
  '[emerg] unknown directive "no_such" in /etc/nginx/jopanel/joko.conf:12',
  '[warn] conflicting server name "joko.example" on 0.0.0.0:80, ignored',
])('%s stays as it is', (line) => {
  expect(cleanNginxOutput(line)).toBe(line);
});
