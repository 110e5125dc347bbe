// What nginx only warns of is a refusal, unless it was so before.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { refuseConflictingNames } from '../../../services/nginx/conflicting-names.ts';
import { rootFiles } from '../../../src/host/linux/root-files.ts';

const HOST = { files: rootFiles };
const WARNINGS = `2026/11/30 17:08:46 [warn] 324#324: conflicting server name "a.example" on 0.0.0.0:80, ignored
2026/11/30 17:08:46 [warn] 324#324: conflicting server name "operators.example" on [::]:80, ignored
`;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jopanel-conflicts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const check = (text: string | null) => {
  const file = { path: join(folder, 'joko.conf'), text, mode: 0o600, uid: 0, gid: 0 };
  return refuseConflictingNames(HOST, { files: [file], warnings: WARNINGS });
};
const server = (...names: string[]) => `server {\n    server_name ${names.join(' ')};\n}\n`;

test('a change that brings in a name which another server answers for is refused', async () => {
  writeFileSync(join(folder, 'joko.conf'), server('b.example'));
  expect(await check(server('b.example', 'a.example'))).toEqual({
    ok: false,
    output: '[error] conflicting server name "a.example" on 0.0.0.0:80: another server answers for it',
  });
});

test('one that was there before keeps no change back, nor do those of others', async () => {
  writeFileSync(join(folder, 'joko.conf'), server('a.example'));
  for (const text of [`${server('a.example')}# suspended`, server('c.example'), null])
    expect(await check(text)).toEqual({ ok: true });
});
