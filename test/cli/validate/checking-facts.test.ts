// Which settings a check goes by, and when it does without.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkingFacts } from '../../../src/cli/validate/checking-facts.ts';
import { DEFAULT_HOST_FACTS } from '../../../src/model/host-facts.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jopanel-facts-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('without a file the defaults hold', () => {
  expect(checkingFacts(undefined, join(folder, 'none'))).toMatchObject({
    ok: true,
    facts: DEFAULT_HOST_FACTS,
    settings: { users_dir: '/etc/jopanel/users' },
  });
});

test('the usual file is used when it is there, and must be good', () => {
  const path = join(folder, 'jopaneld.json');
  writeFileSync(path, '{ "uid_max": 20000, "users_dir": "/srv/users" }');
  expect(checkingFacts(undefined, path)).toMatchObject({
    ok: true,
    facts: { uidMax: 20_000 },
    settings: { users_dir: '/srv/users' },
  });
  writeFileSync(path, '{');
  expect(checkingFacts(undefined, path)).toMatchObject({ ok: false, why: expect.stringContaining(path) });
});

test('a file that was named must be there', () => {
  expect(checkingFacts(join(folder, 'typo'))).toEqual({
    ok: false,
    why: `${folder}/typo cannot be read: ENOENT`,
  });
});

test.skipIf(process.geteuid?.() === 0)('the usual file may be closed to all but root', () => {
  const path = join(folder, 'jopaneld.json');
  writeFileSync(path, '{ "uid_max": 20000 }');
  chmodSync(path, 0o000);
  expect(checkingFacts(undefined, path)).toMatchObject({ ok: true, facts: DEFAULT_HOST_FACTS });
});
