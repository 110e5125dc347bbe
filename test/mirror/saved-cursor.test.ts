import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { rootFiles } from '../../src/host/linux/root-files.ts';
import { readSavedCursor, saveCursor, savedCursorPath } from '../../src/mirror/saved-cursor.ts';

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jopanel-kept-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return savedCursorPath(folder);
}

test.runIf(process.getuid?.() === 0)('what was kept is read again, for the same journal only', async () => {
  const path = place();
  expect(await readSavedCursor(rootFiles, path, 'one')).toBe(0);
  await saveCursor(rootFiles, path, { journal: 'one', auditThrough: 4711 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await readSavedCursor(rootFiles, path, 'one')).toBe(4711);
  expect(await readSavedCursor(rootFiles, path, 'another')).toBe(0);
});

test.each(['', '{', 'null', '{"journal":"one"}', '{"journal":"one","audit_through":"9"}'])(
  'a file with %j says nothing, so nothing is dropped',
  async (text) => {
    const path = place();
    writeFileSync(path, text);
    expect(await readSavedCursor(rootFiles, path, 'one')).toBe(0);
  },
);
