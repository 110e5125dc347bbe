// Remedies for folders and files, typed by a shell as they stand there: the next look has no complaint.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBase } from '../../src/host/crash-safe/homes/trusted-base.ts';
import { folderCalls } from '../../src/host/linux/folder-calls.ts';
import { rootFiles } from '../../src/host/linux/root-files.ts';
import { pathFault } from '../../src/host/path-trust.ts';
import { openFault } from '../../src/host/users-folder/open-fault.ts';
import { findSets, readFilesOnDisk } from '../../src/host/users-folder/sets-on-disk.ts';
import { loadSettings } from '../../src/load-settings.ts';
import { readAccess } from '../../src/mirror/access.ts';
import { scratchUsers } from '../host/users-folder/scratch-users.ts';
import { shown } from './shown.ts';

const type = (command: string) => execFileSync('sh', ['-c', command]);
const isRoot = process.geteuid?.() === 0;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'jopanel remedies-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface OfASet {
  readonly name: string;
  make(folder: string): void;
  act(said: string, folder: string): void;
}

/** The file itself, as it was before. */
const restored = (folder: string, file: string) => {
  rmSync(join(folder, file), { recursive: true });
  renameSync(join(folder, `.${file}`), join(folder, file));
};
const aside = (folder: string, file: string) => renameSync(join(folder, file), join(folder, `.${file}`));

const OF_A_SET: readonly OfASet[] = [
  {
    name: 'the mode of a file',
    make: (folder) => chmodSync(join(folder, 'ssh.json'), 0o666),
    act: (said) => type(shown('chmod … …', said)),
  },
  {
    name: 'the mode of the folder',
    make: (folder) => chmodSync(folder, 0o777),
    act: (said) => type(shown('chmod … …', said)),
  },
  {
    name: 'a link',
    make(folder) {
      aside(folder, 'ssh.json');
      symlinkSync('.ssh.json', join(folder, 'ssh.json'));
    },
    act(said, folder) {
      shown('put the file itself there; no link is followed', said);
      restored(folder, 'ssh.json');
    },
  },
  {
    name: 'a folder for a file',
    make(folder) {
      aside(folder, 'ssh.json');
      mkdirSync(join(folder, 'ssh.json'));
    },
    act(said, folder) {
      expect(shown('remove it, and put the JSON file at …', said)).toContain(`${folder}/ssh.json`);
      restored(folder, 'ssh.json');
    },
  },
  {
    name: 'two names',
    make: (folder) => linkSync(join(folder, 'ssh.json'), join(folder, '..', '.other')),
    act: (said) => type(shown('cp -p … ….tmp && mv ….tmp …', said)),
  },
  {
    name: 'a link for the folder',
    make(folder) {
      renameSync(folder, `${folder}-away`);
      symlinkSync(`${folder}-away`, folder);
    },
    act(said, folder) {
      expect(shown('put the folder itself at …', said)).toContain(folder);
      rmSync(folder);
      renameSync(`${folder}-away`, folder);
    },
  },
  {
    name: 'a file that is too large',
    make(folder) {
      aside(folder, 'ssh.json');
      writeFileSync(join(folder, 'ssh.json'), ' '.repeat(1024 * 1024 + 1), { mode: 0o600 });
    },
    act(said, folder) {
      shown('take out what it can do without, until it has at most … bytes', said);
      restored(folder, 'ssh.json');
    },
  },
  ...(isRoot
    ? [
        {
          name: 'the owner of a file',
          make: (folder: string) => chownSync(join(folder, 'ssh.json'), 1234, 1234),
          act: (said: string) => type(shown('chown … …', said)),
        },
        {
          name: 'a users folder of another user',
          make: (folder: string) => chownSync(join(folder, '..'), 1234, 1234),
          act: (said: string) => type(shown('chown …root …', said)),
        },
      ]
    : []),
];

test.each(OF_A_SET)('of a set: $name', ({ make, act }) => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  make(folder);
  const refused = scratch.users.read('joko');
  if (refused.state !== 'refused' || refused.problems.length !== 1) throw new Error(JSON.stringify(refused));
  act(refused.problems[0]?.remedy ?? '', folder);
  expect(scratch.users.read('joko').state).toBe('read');
});

test('a users folder that others can write to', () => {
  using scratch = scratchUsers();
  chmodSync(scratch.path, 0o777);
  const listing = scratch.users.list();
  if (listing.state !== 'unreadable') throw new Error(listing.state);
  type(shown('chmod 700 …', listing.reason));
  expect(scratch.users.list().state).toBe('ok');
});

describe('of a path that root is to trust', () => {
  test('a mode', () => {
    const path = join(root, 'settings');
    writeFileSync(path, '{}');
    chmodSync(path, 0o666);
    type(shown('chmod go-w …', pathFault(path)?.remedy ?? ''));
    expect(pathFault(path)).toBeUndefined();
  });

  test('links in a circle', () => {
    const [one, other] = [join(root, 'one'), join(root, 'other')];
    symlinkSync(one, other);
    symlinkSync(other, one);
    type(shown('rm …', pathFault(one)?.remedy ?? ''));
    expect(pathFault(one)).toBeUndefined();
  });
});

test.runIf(isRoot)('a folder that cannot be entered', () => {
  const path = join(root, 'joko');
  mkdirSync(path, { mode: 0o000 });
  const enter = () =>
    execFileSync('setpriv', ['--reuid=1234', '--clear-groups', 'ls', path], { stdio: 'ignore' });
  chmodSync(root, 0o755);
  chownSync(path, 1234, 1234);
  expect(enter).toThrow();
  type(shown('as root: chmod … …', openFault(path, 'EACCES', '700').remedy).replace('as root: ', ''));
  expect(enter).not.toThrow();
});

describe('of sets in a checkout', () => {
  test('a name that is none', () => {
    const folder = join(root, 'backup-2026');
    mkdirSync(folder);
    mkdirSync(join(root, 'anna'));
    writeFileSync(join(folder, 'account.json'), '{}');
    const strangers = () => {
      const found = findSets(root);
      return found.ok ? found.strangers : [];
    };
    shown(
      'move it out of this folder; if it is an account, name it like one: 3 to 16 lower-case letters and digits, the first a letter',
      strangers()[0]?.remedy ?? '',
    );
    renameSync(folder, join(root, 'other'));
    expect(strangers()).toEqual([]);
    renameSync(join(root, 'other'), folder);
    rmSync(folder, { recursive: true });
    symlinkSync(join(root, 'anna'), join(root, 'bert'));
    shown('put the folder itself there', strangers()[0]?.remedy ?? '');
    rmSync(join(root, 'bert'));
    renameSync(join(root, 'anna'), join(root, 'bert'));
    expect(strangers()).toEqual([]);
  });

  test('files that are none', () => {
    const file = join(root, 'ssh.json');
    const remedies = () => readFilesOnDisk(root).problems.map(({ remedy }) => remedy);
    symlinkSync('.away', file);
    shown('put the file itself there', remedies()[0] ?? '');
    rmSync(file);
    mkdirSync(file);
    shown('put the JSON file there', remedies()[0] ?? '');
    rmSync(file, { recursive: true });
    writeFileSync(file, '{}');
    expect(remedies()).toEqual([]);
  });
});

test.runIf(isRoot)('where homes lie', () => {
  // /tmp is no place for homes, as others can write there.
  const above = mkdtempSync('/run/jopanel remedies-');
  const base = join(above, 'homes');
  const why = () => {
    try {
      openBase(folderCalls, base)[Symbol.dispose]();
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  const said = shown('mount it, or make it: install -d -m 0755 …', why());
  type(said.replace(/^.*: /, ''));
  expect(why()).toBe('');
  chmodSync(base, 0o777);
  type(shown('chown root …; chmod go-w …', why()));
  expect(why()).toBe('');
  rmSync(base, { recursive: true });
  symlinkSync('/srv', base);
  shown('put a folder there, or name in home_bases where it leads', why());
  rmSync(base);
  mkdirSync(base, { mode: 0o755 });
  expect(why()).toBe('');
  rmSync(above, { recursive: true });
});

test.runIf(isRoot)('the password of MariaDB and the certificate of its authority', async () => {
  const [password_file, tls_ca_file] = [join(root, 'password'), join(root, 'ca.pem')];
  const why = async () => {
    const settings = { host: 'db.example', user: 'jopanel', database: 'panel', password_file, tls_ca_file };
    const found = await readAccess(rootFiles, settings);
    return found.ok ? '' : found.why;
  };
  symlinkSync('/etc/hostname', password_file);
  shown('make it a regular file', await why());
  rmSync(password_file);
  shown('make it, owned by root, mode 0600', await why());
  writeFileSync(password_file, 'sesame\n', { mode: 0o644 });
  chownSync(password_file, 1234, 0);
  type(shown('run: chown root …', await why()).replace('run: ', ''));
  type(shown('run: chmod 0600 …', await why()).replace('run: ', ''));
  shown('put the certificate of the authority there, as PEM', await why());
  writeFileSync(tls_ca_file, '-----BEGIN CERTIFICATE-----\n');
  chmodSync(tls_ca_file, 0o666);
  type(shown('run: chmod go-w …', await why()).replace('run: ', ''));
  expect(await why()).toBe('');
});

test('settings that are a folder', async () => {
  const path = join(root, 'jopaneld.json');
  mkdirSync(path);
  const errors = async () => {
    const loaded = await loadSettings(path);
    return loaded.ok ? '' : loaded.errors.join('\n');
  };
  shown('make it a regular file', await errors());
  rmSync(path, { recursive: true });
  writeFileSync(path, '{"uid_min": 60000, "uid_max": 20000}');
  shown('let uid_min be the lower one', await errors());
  writeFileSync(path, '{"uid_min": 20000, "uid_max": 60000, "uid_allocate": [10, 20]}');
  const said = shown('write two numbers from … to …, the lower one first', await errors());
  const [first, last] = said.match(/\d+/g) ?? [];
  writeFileSync(path, `{"uid_min": 20000, "uid_max": 60000, "uid_allocate": [${first}, ${last}]}`);
  expect(await errors()).toBe('');
});
