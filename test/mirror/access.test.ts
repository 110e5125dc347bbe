import { chmodSync, chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rootFiles } from '../../src/host/linux/root-files.ts';
import { readAccess } from '../../src/mirror/access.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'jopanel-access-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const who = { socket: '/run/mysqld/mysqld.sock', user: 'jopanel', database: 'panel' };
const asRoot = process.getuid?.() === 0;

function withPassword(text: string, mode = 0o600) {
  const password_file = path.join(folder, 'password');
  writeFileSync(password_file, text);
  chmodSync(password_file, mode);
  return readAccess(rootFiles, { ...who, password_file });
}

test('no password file: the server must know the daemon by its user id', async () => {
  expect(await readAccess(rootFiles, who)).toEqual({
    ok: true,
    access: { at: { socket: who.socket }, user: 'jopanel', database: 'panel', password: undefined },
  });
});

test.runIf(asRoot)('the password is the one line of the file', async () => {
  for (const text of ['se same', 'se same\n', 'se same\r\n'])
    expect(await withPassword(text)).toMatchObject({ ok: true, access: { password: 'se same' } });
});

test.runIf(asRoot)(
  'a file that others can read or write, or none of root, is refused and its content is not shown',
  async () => {
    for (const mode of [0o604, 0o640, 0o660]) {
      const found = await withPassword('sesame', mode);
      expect(found).toMatchObject({ ok: false, why: expect.stringContaining('open to others') });
      expect(JSON.stringify(found)).not.toContain('sesame');
    }
    const password_file = path.join(folder, 'password');
    chownSync(password_file, 12345, 0);
    chmodSync(password_file, 0o600);
    expect(await readAccess(rootFiles, { ...who, password_file })).toMatchObject({
      ok: false,
      why: expect.stringContaining('does not belong to root'),
    });
  },
);

test('a missing file, a symbolic link and an empty file have messages of their own', async () => {
  const password_file = path.join(folder, 'other');
  const why = (what: string) => ({ ok: false, why: expect.stringContaining(what) });
  expect(await readAccess(rootFiles, { ...who, password_file })).toMatchObject(why('is missing'));
  symlinkSync('/etc/passwd', password_file);
  expect(await readAccess(rootFiles, { ...who, password_file })).toMatchObject(why('a symbolic link'));
  if (asRoot) expect(await withPassword('\n')).toMatchObject(why('on one line'));
});
