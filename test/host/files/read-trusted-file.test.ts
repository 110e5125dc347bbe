import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempDisposableSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTrustedFile } from '../../../src/host/files/read-trusted-file.ts';

test('a file is read through links, and only a plain file that is there counts', () => {
  using scratch = mkdtempDisposableSync(join(tmpdir(), 'jopanel-trusted-'));
  const at = (name: string) => join(scratch.path, name);
  writeFileSync(at('file'), 'rights\n');
  symlinkSync('file', at('link'));
  symlinkSync(at('link'), at('link-to-link'));
  for (const name of ['file', 'link', 'link-to-link']) expect(readTrustedFile(at(name))).toBe('rights\n');

  symlinkSync('missing', at('dangling'));
  symlinkSync('loop', at('loop'));
  execFileSync('mkfifo', [at('fifo')]);
  for (const name of ['missing', 'file/below', 'dangling', 'loop', 'fifo', '.'])
    expect([name, readTrustedFile(at(name))]).toEqual([name, undefined]);
});

test.runIf(process.geteuid?.() === 0)('a file of another user counts for nothing, as sudo has it', () => {
  using scratch = mkdtempDisposableSync(join(tmpdir(), 'jopanel-trusted-'));
  const file = join(scratch.path, 'file');
  writeFileSync(file, 'rights\n');
  chownSync(file, 1000, 0);
  symlinkSync('file', join(scratch.path, 'link'));
  expect([readTrustedFile(file), readTrustedFile(join(scratch.path, 'link'))]).toEqual([
    undefined,
    undefined,
  ]);
});
