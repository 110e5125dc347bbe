// New texts take the place of files whole, or not at all.
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SET_FILES, type SetFileName } from '../../../src/model/set-files.ts';
import { scratchUsers } from './scratch-users.ts';

const texts = (...entries: [SetFileName, string][]) => new Map(entries);

test('several files at once, 0600, nothing left behind, the others untouched', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  const untouched = statSync(`${folder}/limits.json`).ctimeMs;
  const before = process.umask(0);
  const result = await scratch.users.replaceFiles(
    'joko',
    texts(['ssh.json', 'one\n'], ['meta.json', 'zwei é\n']),
  );
  process.umask(before);
  expect(result).toEqual({ ok: true });
  expect(scratch.text('joko', 'ssh.json')).toBe('one\n');
  expect(scratch.text('joko', 'meta.json')).toBe('zwei é\n');
  for (const file of ['ssh.json', 'meta.json']) {
    const { mode, uid, gid } = statSync(`${folder}/${file}`);
    expect(mode & 0o7777).toBe(0o600);
    expect([uid, gid]).toEqual([process.geteuid?.(), process.getegid?.()]);
  }
  expect(statSync(`${folder}/limits.json`).ctimeMs).toBe(untouched);
  expect(readdirSync(folder).sort()).toEqual([...SET_FILES].sort());
});

test('a process that has the old file open goes on reading the old text', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  const before = statSync(`${scratch.path}/joko/ssh.json`).ino;
  await scratch.users.replaceFiles('joko', texts(['ssh.json', '{}']));
  expect(statSync(`${scratch.path}/joko/ssh.json`).ino).not.toBe(before);
});

test('the temporary is private from its first byte', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  const modes = new Set<number>();
  const watcher = watch(folder, (_, name) => {
    const stat = name?.endsWith('-tmp')
      ? lstatSync(`${folder}/${name}`, { throwIfNoEntry: false })
      : undefined;
    if (stat !== undefined) modes.add(stat.mode & 0o7777);
  });
  const before = process.umask(0);
  await scratch.users.replaceFiles('joko', texts(['ssh.json', 'x'.repeat(500_000)]));
  process.umask(before);
  await wait(20);
  watcher.close();
  for (const mode of modes) expect(mode).toBe(0o600);
});

test('a link in the place of a file is replaced and not followed', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  writeFileSync(`${scratch.root}/victim`, 'safe');
  unlinkSync(`${folder}/meta.json`);
  symlinkSync(`${scratch.root}/victim`, `${folder}/meta.json`);
  await scratch.users.replaceFiles('joko', texts(['meta.json', '{}']));
  expect(readFileSync(`${scratch.root}/victim`, 'utf8')).toBe('safe');
  expect(lstatSync(`${folder}/meta.json`).isFile()).toBe(true);
});

test('a link in the place of the folder is not followed', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('ada');
  symlinkSync(folder, `${scratch.path}/joko`);
  expect(await scratch.users.replaceFiles('joko', texts(['meta.json', '{}']))).toMatchObject({
    ok: false,
    reason: 'failed',
  });
  expect(scratch.text('ada', 'meta.json')).not.toBe('{}');
});

test('a folder that has gone is never made again', async () => {
  using scratch = scratchUsers();
  rmSync(scratch.add('joko'), { recursive: true });
  expect(await scratch.users.replaceFiles('joko', texts(['meta.json', '{}']))).toMatchObject({
    ok: false,
    reason: 'gone',
  });
  expect(readdirSync(scratch.path)).toEqual([]);
});

test('what a killed writer left is cleared, and nothing that is not ours', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  writeFileSync(`${folder}/.meta.json.jopanel-tmp`, 'half');
  writeFileSync(`${folder}/.meta.json.swp`, 'vim');
  writeFileSync(`${folder}/meta.json.tmp`, 'someone');
  await scratch.users.replaceFiles('joko', texts(['meta.json', '{}']));
  expect(readdirSync(folder).filter((name) => !SET_FILES.some((file) => file === name))).toEqual([
    '.meta.json.swp',
    'meta.json.tmp',
  ]);
});

test.skipIf(process.geteuid?.() === 0)('when it fails nothing has changed and nothing is left', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  const before = scratch.users.fingerprint('joko');
  chmodSync(folder, 0o500);
  const result = await scratch.users.replaceFiles('joko', texts(['meta.json', '{}']));
  chmodSync(folder, 0o700);
  expect(result).toMatchObject({ ok: false, reason: 'failed', why: expect.stringContaining('EACCES') });
  expect(scratch.text('joko', 'meta.json')).not.toBe('{}');
  expect(scratch.users.fingerprint('joko')).not.toBe(before);
});

test('when one of several cannot be put in place, its temporaries go', async () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  unlinkSync(`${folder}/ssh.json`);
  const { mkdirSync } = await import('node:fs');
  mkdirSync(`${folder}/ssh.json`);
  const result = await scratch.users.replaceFiles('joko', texts(['ssh.json', '{}'], ['meta.json', '{}']));
  expect(result).toMatchObject({ ok: false, reason: 'failed' });
  expect(scratch.text('joko', 'meta.json')).not.toBe('{}');
  expect(readdirSync(folder).sort()).toEqual([...SET_FILES].sort());
});
