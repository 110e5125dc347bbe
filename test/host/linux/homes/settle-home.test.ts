import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { settleHome } from '../../../../src/host/linux/homes/settle-home.ts';

const NEVER = new AbortController().signal;
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'jopanel-settle-'));
});

afterEach(() => rmSync(home, { recursive: true }));

function settle() {
  return settleHome(home, { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }, NEVER);
}

function make(...names: string[]): string {
  const folder = join(home, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}

test('an ordinary home stays as it is, and there is nothing to note', async () => {
  writeFileSync(join(make('domains', 'a.example', 'public_html'), 'index.html'), 'page');
  expect(await settle()).toEqual({ notes: [] });
  expect(readFileSync(join(home, 'domains/a.example/public_html/index.html'), 'utf8')).toBe('page');
});

test('what is nested too deep is moved to the top, and noted with where it was', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `d${index}`);
  writeFileSync(join(make(...names), 'treasure'), 'gold');
  const { notes } = await settle();
  expect(readdirSync(home).sort()).toEqual(['.jopanel-deep-1', '.jopanel-deep-2', '.jopanel-deep-3', 'd0']);
  expect(notes).toHaveLength(3);
  expect(notes[0]).toMatch(/^\.jopanel-deep-1 was .*\/d63\/d64$/);
  const deepest = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('treasure'),
  );
  expect(deepest).toHaveLength(1);
});

test('long names count as well as many, and a name that is taken is passed over', async () => {
  writeFileSync(join(make('.jopanel-deep-1'), 'mine'), '');
  make(...Array.from({ length: 12 }, () => 'n'.repeat(200)));
  await settle();
  expect(readdirSync(home).sort()).toEqual(['.jopanel-deep-1', '.jopanel-deep-2', 'n'.repeat(200)]);
  expect(readdirSync(join(home, '.jopanel-deep-1'))).toEqual(['mine']);
});

test('a folder that others can write to is the owner’s alone afterwards, and names need not be text', async () => {
  const open = make('uploads');
  mkdirSync(Buffer.concat([Buffer.from(`${open}/`), Buffer.from([0xff, 0xfe])]));
  chmodSync(open, 0o1777);
  const { notes } = await settle();
  expect(statSync(open).mode & 0o7777).toBe(0o1755);
  expect(notes).toEqual([expect.stringMatching(/uploads had the mode 1777$/)]);
});
