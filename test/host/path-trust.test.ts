// Which paths only root can change: each folder on the way counts, and what links lead to.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pathFault } from '../../src/host/path-trust.ts';

let root = '';
let file = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jopanel-trust-'));
  mkdirSync(join(root, 'etc/jopanel'), { recursive: true });
  file = join(root, 'etc/jopanel/settings.json');
  writeFileSync(file, '{}', { mode: 0o644 });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a file below folders that only its owner writes to is trusted, also below a sticky /tmp', () => {
  expect(pathFault(file)).toBeUndefined();
  chmodSync(join(root, 'etc'), 0o1777);
  expect(pathFault(file)).toBeUndefined();
});

test.each([
  ['the file itself', 'etc/jopanel/settings.json', 0o664],
  ['its folder', 'etc/jopanel', 0o775],
  ['a folder further up', 'etc', 0o757],
])('%s, writable by others, is the fault', (_, part, mode) => {
  chmodSync(join(root, part), mode);
  expect(pathFault(file)).toEqual({
    path: join(root, part),
    reason: 'mode',
    message: `can be written by others (mode 0${mode.toString(8)})`,
    remedy: `chmod go-w ${join(root, part)}`,
  });
});

test('a sticky folder is no place for what root lists, as others can add to it', () => {
  chmodSync(join(root, 'etc/jopanel'), 0o1777);
  expect(pathFault(join(root, 'etc/jopanel'))).toMatchObject({ path: join(root, 'etc/jopanel') });
});

test('where the file is missing, its folders are checked, because others could make it', () => {
  rmSync(file);
  expect(pathFault(file)).toBeUndefined();
  expect(pathFault(`${file}/below/a/file`)).toBeUndefined();
  chmodSync(join(root, 'etc/jopanel'), 0o777);
  expect(pathFault(file)).toMatchObject({ path: join(root, 'etc/jopanel') });
});

test('a link is as good as what it leads to, and as the folders above that', () => {
  mkdirSync(join(root, 'srv/jopanel'), { recursive: true });
  rmSync(join(root, 'etc/jopanel'), { recursive: true });
  symlinkSync(join(root, 'srv/jopanel'), join(root, 'etc/jopanel'));
  expect(pathFault(file)).toBeUndefined();
  chmodSync(join(root, 'srv'), 0o777);
  expect(pathFault(file)).toMatchObject({ path: join(root, 'srv') });
  rmSync(join(root, 'srv'), { recursive: true });
  expect(pathFault(file)).toBeUndefined();
  chmodSync(root, 0o777);
  expect(pathFault(file)).toMatchObject({ path: root });
});

test('links that lead to one another are a fault, and no endless walk', () => {
  symlinkSync(join(root, 'one'), join(root, 'two'));
  symlinkSync(join(root, 'two'), join(root, 'one'));
  expect(pathFault(join(root, 'one'))).toMatchObject({ message: 'leads from link to link without end' });
});

test.runIf(process.geteuid?.() === 0)('what belongs to another user is the fault, a link too', () => {
  chownSync(file, 65534, 65534);
  expect(pathFault(file)).toMatchObject({ path: file, message: 'belongs to uid 65534, not to root' });
});

test.skipIf(process.geteuid?.() !== 0)('of a link of another user, the link itself is to be root’s', () => {
  const link = join(root, 'etc/link to settings');
  symlinkSync(file, link);
  lchownSync(link, 1234, 1234);
  const fault = pathFault(link);
  expect(fault).toMatchObject({ path: link, reason: 'owner', remedy: `chown -h root '${link}'` });
  execFileSync('sh', ['-c', fault?.remedy ?? '']);
  expect(pathFault(link)).toBeUndefined();
});
