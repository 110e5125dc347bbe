import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir } from 'node:fs/promises';
import path from 'node:path';

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * An open folder below which names are resolved one at a time and no link is
 * ever followed. A user may rename, replace or link anything in between: the
 * descriptor still means the folder that was checked.
 */
export class FolderHandle implements AsyncDisposable {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /**
   * Opens an absolute path from the root down.
   *
   * @param check looks at each folder on the way, the last one included
   * @throws ENOTDIR or ELOOP where a part is a link or no folder
   */
  static async open(
    absolute: string,
    check: (stats: Stats, where: string) => void = () => {},
  ): Promise<FolderHandle> {
    let at = new FolderHandle(await open('/', FOLDER));
    const passed: string[] = [];
    for (const name of parts(absolute)) {
      at = await at.#step(name);
      passed.push(name);
      await at.#examine(check, `/${passed.join('/')}`);
    }
    return at;
  }

  async #examine(check: (stats: Stats, where: string) => void, where: string): Promise<void> {
    try {
      check(await this.stat(), where);
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Opens a relative path below this folder; this folder stays open. */
  async openBelow(relative: string): Promise<FolderHandle> {
    let at = new FolderHandle(await open(this.#at('.'), constants.O_RDONLY | constants.O_DIRECTORY));
    for (const name of parts(relative)) at = await at.#step(name);
    return at;
  }

  async #step(name: string): Promise<FolderHandle> {
    try {
      return new FolderHandle(await open(this.#at(name), FOLDER));
    } finally {
      await this[Symbol.asyncDispose]();
    }
  }

  stat(): Promise<Stats> {
    return this.#handle.stat();
  }

  /** The entry itself, never what a link points at. */
  lstat(name: string): Promise<Stats> {
    return lstat(this.#at(name));
  }

  names(): Promise<string[]> {
    return readdir(this.#at('.'));
  }

  async setOwnership(uid: number, gid: number, mode: number): Promise<void> {
    // Handed over last: what a crash leaves in between is still root's, and so can be told from a user's own.
    await this.#handle.chmod(mode);
    await this.#handle.chown(uid, gid);
  }

  /** Makes a folder that nobody but root can enter yet. @throws EEXIST */
  async makeFolder(name: string): Promise<void> {
    await mkdir(this.#at(name), { mode: 0o700 });
  }

  /** Makes a new file. @throws EEXIST */
  async makeFile(name: string, content: Uint8Array, uid: number, gid: number, mode: number): Promise<void> {
    const file = await open(this.#at(name), NEW_FILE, 0o600);
    try {
      await file.writeFile(content);
      await file.chown(uid, gid);
      await file.chmod(mode);
    } finally {
      await file.close();
    }
  }

  sync(): Promise<void> {
    return this.#handle.sync();
  }

  // Node has no openat(2); the kernel resolves this path from the open descriptor, which is the same thing.
  #at(name: string): string {
    return `/proc/self/fd/${this.#handle.fd}/${name}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

function parts(where: string): string[] {
  const names = where.split('/').filter((name) => name !== '');
  if (names.some((name) => name === '.' || name === '..' || name.includes('\0'))) {
    throw new TypeError(`not a path in normal form: ${path.normalize(where)}`);
  }
  return names;
}
