// A users folder below a temporary folder, owned by the user who runs the test.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openUsersFolder, type UsersFolder } from '../../../src/host/users-folder/users-folder.ts';
import { SET_FILES } from '../../../src/model/set-files.ts';

const REFERENCE = new URL('../../../fixtures/users/joko/', import.meta.url);
const TEXTS = SET_FILES.map((file) => [file, readFileSync(new URL(file, REFERENCE), 'utf8')] as const);

export interface ScratchUsers extends Disposable {
  readonly root: string;
  readonly path: string;
  readonly locksDir: string;
  readonly users: UsersFolder;
  /** The reference account under another name; answers its folder. */
  add(username: string): string;
  write(username: string, file: string, text: string | Uint8Array): void;
  text(username: string, file: string): string;
}

export function scratchUsers(): ScratchUsers {
  const root = mkdtempSync(join(tmpdir(), 'jopanel-users-'));
  const path = join(root, 'users');
  const locksDir = join(root, 'run', 'locks');
  mkdirSync(path, { mode: 0o700 });
  return {
    root,
    path,
    locksDir,
    users: openUsersFolder({ path, locksDir }),
    add(username) {
      const folder = join(path, username);
      mkdirSync(folder, { mode: 0o700 });
      for (const [file, text] of TEXTS) {
        writeFileSync(join(folder, file), text.replaceAll('joko', username), { mode: 0o600 });
      }
      return folder;
    },
    write(username, file, text) {
      writeFileSync(join(path, username, file), text, { mode: 0o600 });
    },
    text: (username, file) => readFileSync(join(path, username, file), 'utf8'),
    [Symbol.dispose]() {
      rmSync(root, { recursive: true, force: true });
    },
  };
}
