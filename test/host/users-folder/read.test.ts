// One set as it stood at one moment; what may not be read is refused with its reason.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { SET_FILES } from '../../../src/model/set-files.ts';
import { type ScratchUsers, scratchUsers } from './scratch-users.ts';

const isRoot = process.geteuid?.() === 0;

function problemsOf(scratch: ScratchUsers): string[] {
  const set = scratch.users.read('joko');
  return set.state === 'refused'
    ? set.problems.map(({ file, message, remedy }) => `${file} ${message} | ${remedy}`)
    : [set.state];
}

test('a file in the place of the folder is no account, as it is not listed as one either', () => {
  using scratch = scratchUsers();
  writeFileSync(`${scratch.path}/joko`, '');
  expect(scratch.users.read('joko')).toEqual({ state: 'gone' });
  expect(scratch.users.fingerprint('joko')).toBeUndefined();
});

test('reads the six files, with a fingerprint equal to that of stats alone', () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  const set = scratch.users.read('joko');
  if (set.state !== 'read') throw new Error(set.state);
  expect([...set.files.keys()].sort()).toEqual([...SET_FILES].sort());
  for (const [file, bytes] of set.files)
    expect(Buffer.from(bytes).toString()).toBe(scratch.text('joko', file));
  expect(set.fingerprint).toBe(scratch.users.fingerprint('joko'));
  const newest = Math.max(
    ...[folder, ...SET_FILES.map((file) => `${folder}/${file}`)].map((path) => statSync(path).ctimeMs),
  );
  expect(set.changedAtMs).toBe(Math.floor(newest));
});

test('what is not one of the six files is not looked at', () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  for (const name of ['.account.json.swp', 'account.json~', 'account.json.tmp', '#account.json#', '4913']) {
    writeFileSync(`${folder}/${name}`, 'x', { mode: 0o666 });
  }
  symlinkSync('root@host.1234:1700000000', `${folder}/.#account.json`);
  mkdirSync(`${folder}/.git`);
  expect(scratch.users.read('joko').state).toBe('read');
});

test('a missing file is no matter of reading', () => {
  using scratch = scratchUsers();
  unlinkSync(`${scratch.add('joko')}/limits.json`);
  const set = scratch.users.read('joko');
  expect(set.state === 'read' && set.files.has('limits.json')).toBe(false);
  expect(set.state).toBe('read');
});

test('a folder or a whole users folder that is not there is gone', () => {
  using scratch = scratchUsers();
  expect(scratch.users.read('joko')).toEqual({ state: 'gone' });
  expect(scratch.users.fingerprint('joko')).toBeUndefined();
  rmSync(scratch.path, { recursive: true });
  expect(scratch.users.read('joko')).toEqual({ state: 'gone' });
  expect(scratch.users.fingerprint('joko')).toBeUndefined();
});

describe('refuses', () => {
  test.each<[string, string, (file: string, folder: string) => void]>([
    [
      'a symbolic link',
      'is a symbolic link',
      (file, folder) => {
        renameSync(file, `${folder}/real`);
        symlinkSync('real', file);
      },
    ],
    [
      'a link to nothing',
      'is a symbolic link',
      (file) => {
        unlinkSync(file);
        symlinkSync('/nowhere', file);
      },
    ],
    ['a second name', 'has 2 names (hard links)', (file, folder) => linkSync(file, `${folder}/../other`)],
    [
      'a folder',
      'is not a regular file',
      (file) => {
        unlinkSync(file);
        mkdirSync(file, { mode: 0o700 });
      },
    ],
    [
      'a FIFO',
      'is not a regular file',
      (file) => {
        unlinkSync(file);
        execFileSync('mkfifo', ['-m', '600', file]);
      },
    ],
    [
      'a file for others to write',
      'can be written by others (mode 0602) | chmod 600 ',
      (file) => chmodSync(file, 0o602),
    ],
    [
      'a file for its group to write',
      'can be written by others (mode 0664) | chmod 600 ',
      (file) => chmodSync(file, 0o664),
    ],
    ['more than 1 MiB', 'is 1048577 bytes long', (file) => truncateSync(file, 1024 * 1024 + 1)],
  ])('%s', (_, says, spoil) => {
    using scratch = scratchUsers();
    const folder = scratch.add('joko');
    spoil(`${folder}/domains.json`, folder);
    const problems = problemsOf(scratch);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`domains.json ${says}`);
    expect(problems[0]?.split(' | ')[1]).not.toBe('');
    const set = scratch.users.read('joko');
    expect(set.state === 'refused' && set.fingerprint).toBe(scratch.users.fingerprint('joko'));
  });

  test('a socket', async () => {
    using scratch = scratchUsers();
    const folder = scratch.add('joko');
    unlinkSync(`${folder}/ssh.json`);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(`${folder}/ssh.json`, resolve));
    expect(problemsOf(scratch)[0]).toContain('ssh.json is not a regular file');
    await new Promise((resolve) => server.close(resolve));
  });

  test.runIf(isRoot)('a file of another owner', () => {
    using scratch = scratchUsers();
    chownSync(`${scratch.add('joko')}/ssh.json`, 65534, 0);
    expect(problemsOf(scratch)[0]).toContain('ssh.json belongs to uid 65534, not to root | chown root:root');
  });

  test.runIf(isRoot)('a folder of another owner', () => {
    using scratch = scratchUsers();
    chownSync(scratch.add('joko'), 65534, 0);
    expect(problemsOf(scratch)[0]).toContain('. belongs to uid 65534');
  });

  test.skipIf(isRoot)('a file that may not be read', () => {
    using scratch = scratchUsers();
    chmodSync(`${scratch.add('joko')}/ssh.json`, 0o000);
    expect(problemsOf(scratch)[0]).toContain('ssh.json cannot be read | chmod 600');
  });

  test('a folder that others may write to', () => {
    using scratch = scratchUsers();
    chmodSync(scratch.add('joko'), 0o775);
    expect(problemsOf(scratch)[0]).toContain('. can be written by others (mode 0775) | chmod 700 ');
  });

  test('a link in the place of the folder', () => {
    using scratch = scratchUsers();
    const folder = scratch.add('ada');
    symlinkSync(folder, `${scratch.path}/joko`);
    expect(problemsOf(scratch)[0]).toContain('. is not a folder but a link or a file');
    unlinkSync(`${scratch.path}/joko`);
    symlinkSync('joko', `${scratch.path}/joko`);
    expect(problemsOf(scratch)[0]).toContain('. is not a folder but a link or a file');
    expect(scratch.users.fingerprint('joko')).toBe('ELOOP');
  });

  test('a swap of links as Kubernetes does it', () => {
    using scratch = scratchUsers();
    const folder = scratch.add('joko');
    renameSync(folder, `${scratch.path}/..2026_01_29`);
    mkdirSync(folder, { mode: 0o700 });
    symlinkSync('../..2026_01_29', `${folder}/..data`);
    for (const file of SET_FILES) symlinkSync(`..data/${file}`, `${folder}/${file}`);
    const problems = problemsOf(scratch);
    expect(problems).toHaveLength(6);
    for (const problem of problems)
      expect(problem).toContain('is a symbolic link | put the file itself there');
  });

  test('everything at once', () => {
    using scratch = scratchUsers();
    const folder = scratch.add('joko');
    chmodSync(folder, 0o770);
    chmodSync(`${folder}/account.json`, 0o666);
    linkSync(`${folder}/ssh.json`, `${folder}/copy`);
    expect(problemsOf(scratch).map((problem) => problem.split(' ')[0])).toEqual([
      '.',
      'account.json',
      'ssh.json',
    ]);
  });
});

describe('the fingerprint changes with', () => {
  test.each<[string, (folder: string) => void]>([
    [
      'a write in place of the same length',
      (folder) => writeFileSync(`${folder}/ssh.json`, ' '.repeat(statSync(`${folder}/ssh.json`).size)),
    ],
    [
      'a rename over a file',
      (folder) => {
        writeFileSync(`${folder}/new`, '{}', { mode: 0o600 });
        renameSync(`${folder}/new`, `${folder}/ssh.json`);
      },
    ],
    ['a file that goes', (folder) => unlinkSync(`${folder}/meta.json`)],
    ['a changed mode', (folder) => chmodSync(`${folder}/ssh.json`, 0o400)],
    ['a set-back time', (folder) => utimesSync(`${folder}/ssh.json`, 0, 0)],
    [
      'a new folder of the name',
      (folder) => {
        renameSync(folder, `${folder}.old`);
        mkdirSync(folder);
      },
    ],
  ])('%s', (_, change) => {
    using scratch = scratchUsers();
    const folder = scratch.add('joko');
    const before = scratch.users.fingerprint('joko');
    expect(scratch.users.fingerprint('joko')).toBe(before);
    change(folder);
    expect(scratch.users.fingerprint('joko')).not.toBe(before);
  });
});

test('a time that was set by hand does not hide a change: only the status-change time counts', () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  const before = Date.now();
  utimesSync(`${folder}/ssh.json`, 0, 0);
  const set = scratch.users.read('joko');
  expect(set.state === 'read' && set.changedAtMs).toBeGreaterThan(before - 50);
});

test('a file that is written in place has changed, though nothing happened to its folder', () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  const file = `${folder}/domains.json`;
  const text = scratch.text('joko', 'domains.json');
  const age = (path: string) => Math.floor(statSync(path).ctimeMs);
  while (age(file) <= age(folder)) writeFileSync(file, text);
  const set = scratch.users.read('joko');
  expect(set.state === 'read' && set.changedAtMs).toBe(age(file));
});
