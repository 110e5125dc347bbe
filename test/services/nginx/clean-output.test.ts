import { expect, test } from 'vitest';
import { renderSnippets } from '../../../renderers/nginx-snippets.ts';
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

test('a fault in a copy of the operator’s files is named at its place in the file itself', () => {
  const copy = '/etc/nginx/jopanel/joko.snippets';
  const folder = '/etc/jopanel/overrides/joko/nginx';
  const texts = [
    ['a.conf', 'expires 1h;\n\n# With /etc/x.conf, y.\nno_such on;\n'],
    ['b.conf', 'gzip on;\nno_such on;\n'],
  ] as const;
  const text = renderSnippets(
    'joko',
    texts.map(([name, each]) => ({ path: `${folder}/${name}`, digest: 'sha256:0', text: each })),
  );
  const lines = text.split('\n');
  const faults = lines.flatMap((line, at) => (line === 'no_such on;' ? [at + 1] : []));
  const changes = [{ path: copy, text, uid: 0, gid: 0, mode: 0o600 }];
  const said = (line: number) =>
    cleanNginxOutput(`[emerg] unknown directive "no_such" in ${copy}:${line}`, changes);
  expect(faults.map(said)).toEqual([
    `[emerg] unknown directive "(redacted)" in ${folder}/a.conf:4`,
    `[emerg] unknown directive "(redacted)" in ${folder}/b.conf:2`,
  ]);
  // nginx counts the line after the last one where a block is left open.
  expect(said(lines.length)).toContain(`${folder}/b.conf:3`);
  expect(said(1)).toContain(`${copy}:1`);
});
