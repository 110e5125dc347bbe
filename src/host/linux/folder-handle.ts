import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { fdPath } from '../files/fd-path.ts';
import { FOLDER, NEW_FILE } from '../files/open-flags.ts';

const syncDescriptor = promisify(fsync);

/**
 * An open folder below which names are resolved one at a time and no link is
 * ever followed. A user may rename, replace or link anything in between: the
 * descriptor still means the folder that was checked. Synchronous, but for what
 * waits for the disk: a thousand homes take a tenth of the time that way.
 */
export class FolderHandle implements Disposable {
  readonly #descriptor: number;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /**
   * Opens an absolute path from the root down.
   *
   * @param check looks at each folder on the way, the last one included
   * @throws ENOTDIR or ELOOP where a part is a link or no folder
   */
  static open(absolute: string, check: (stats: Stats, where: string) => void = () => {}): FolderHandle {
    using root = new FolderHandle(openSync('/', FOLDER));
    return root.#descend(parts(absolute), (at, passed) => check(at.stat(), `/${passed.join('/')}`));
  }

  /** Opens a relative path below this folder; this folder stays open. */
  openBelow(relative: string): FolderHandle {
    return this.#descend(parts(relative), () => {});
  }

  #descend(names: readonly string[], look: (at: FolderHandle, passed: readonly string[]) => void) {
    let at: FolderHandle | undefined;
    try {
      for (const [index, name] of names.entries()) {
        const next = (at ?? this).#open(name);
        at?.[Symbol.dispose]();
        at = next;
        look(at, names.slice(0, index + 1));
      }
      return at ?? this.#open('.');
    } catch (error) {
      at?.[Symbol.dispose]();
      throw error;
    }
  }

  #open(name: string): FolderHandle {
    return new FolderHandle(openSync(this.#at(name), FOLDER));
  }

  stat(): Stats {
    return fstatSync(this.#descriptor);
  }

  /** The entry itself, never what a link points at. */
  lstat(name: string): Stats {
    return lstatSync(this.#at(name));
  }

  names(): string[] {
    return readdirSync(this.#at('.'));
  }

  setOwnership(uid: number, gid: number, mode: number): void {
    // Handed over last: what a crash leaves in between is still root's, and so can be told from a user's own.
    fchmodSync(this.#descriptor, mode);
    fchownSync(this.#descriptor, uid, gid);
  }

  /** Makes a folder that nobody but root can enter yet. @throws EEXIST */
  makeFolder(name: string): void {
    mkdirSync(this.#at(name), { mode: 0o700 });
  }

  /** Makes a new file. @throws EEXIST */
  makeFile(name: string, content: Uint8Array, uid: number, gid: number, mode: number): void {
    const file = openSync(this.#at(name), NEW_FILE, 0o600);
    try {
      writeFileSync(file, content);
      fchownSync(file, uid, gid);
      fchmodSync(file, mode);
    } finally {
      closeSync(file);
    }
  }

  async sync(): Promise<void> {
    await syncDescriptor(this.#descriptor);
  }

  #at(name: string): string {
    return fdPath(this.#descriptor, name);
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}

function parts(where: string): string[] {
  const names = where.split('/').filter((name) => name !== '');
  if (names.some((name) => name === '.' || name === '..' || name.includes('\0'))) {
    throw new TypeError(`not a path in normal form: ${path.normalize(where)}`);
  }
  return names;
}
