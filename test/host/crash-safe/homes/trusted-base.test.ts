import { expect, test } from 'vitest';
import { openBase } from '../../../../src/host/crash-safe/homes/trusted-base.ts';
import { folderCalls } from '../../../../src/host/linux/folder-calls.ts';

test.each([
  ['/no-such-base/homes', '/no-such-base/homes, where homes lie, is missing; mount it, or make it'],
  ['/proc/self/task', '/proc/self/task, where homes lie, or a folder above it is a link or no folder'],
  ['/dev/null', '/dev/null, where homes lie, or a folder above it is a link or no folder'],
  ['/tmp', '/tmp must belong to root and be writable by root only'],
])('no home is made in %s, and the reason is given', (base, why) => {
  expect(() => openBase(folderCalls, base)).toThrow(why);
});
