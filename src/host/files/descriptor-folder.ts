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
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { NewFile } from '../crash-safe/file-calls.ts';
import type { FolderEntry, FolderHandle } from '../crash-safe/folder-handle.ts';
import { errorCode } from '../error-code.ts';
import type { Ownership } from '../root-files.ts';
import { fdPath } from './fd-path.ts';
import { makeFile } from './make-file.ts';
import { EXISTING_FILE, FOLDER } from './open-flags.ts';

const syncDescriptor = promisify(fsync);

/** By open descriptors, which mean the same folder whatever becomes of its name. */
export class DescriptorFolder implements FolderHandle {
  readonly #descriptor: number;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** As `FolderCalls.open`. */
  static open(
    absolute: string,
    check: (folder: Ownership, where: string) => void = () => {},
  ): DescriptorFolder {
    using root = new DescriptorFolder(openSync('/', FOLDER));
    return root.#descend(parts(absolute), (at, passed) => check(at.stat(), `/${passed.join('/')}`));
  }

  /** A folder whose name lies where only root can write, so that links above it are root's own. */
  static openTrusted(path: string): DescriptorFolder {
    return new DescriptorFolder(openSync(path, FOLDER));
  }

  openBelow(relative: string): DescriptorFolder {
    return this.#descend(parts(relative), () => {});
  }

  #descend(names: readonly string[], onFolder: (at: DescriptorFolder, passed: readonly string[]) => void) {
    let at: DescriptorFolder | undefined;
    try {
      for (const [index, name] of names.entries()) {
        const next = (at ?? this).#open(name);
        at?.[Symbol.dispose]();
        at = next;
        onFolder(at, names.slice(0, index + 1));
      }
      return at ?? this.#open('.');
    } catch (error) {
      at?.[Symbol.dispose]();
      throw error;
    }
  }

  #open(name: string): DescriptorFolder {
    return new DescriptorFolder(openSync(this.#at(name), FOLDER));
  }

  stat(): Ownership {
    return ownershipOf(fstatSync(this.#descriptor));
  }

  names(): string[] {
    return readdirSync(this.#at('.'));
  }

  entry(name: string): FolderEntry | undefined {
    const stats = lstatSync(this.#at(name), { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
    return { kind, ...ownershipOf(stats) };
  }

  read(name: string): Uint8Array {
    const descriptor = openSync(this.#at(name), EXISTING_FILE);
    try {
      return readFileSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }

  makeFolder(name: string): void {
    mkdirSync(this.#at(name), { mode: 0o700 });
  }

  makeFile(name: string, content: string | Uint8Array, as: Ownership): NewFile {
    return makeFile(this.#at(name), content, as);
  }

  makeLink(name: string, target: string): void {
    symlinkSync(target, this.#at(name));
  }

  readLink(name: string): string | undefined {
    try {
      return readlinkSync(this.#at(name));
    } catch (error) {
      if (errorCode(error) === 'EINVAL' || errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  rename(from: string, to: string): void {
    renameSync(this.#at(from), this.#at(to));
  }

  unlink(name: string): void {
    unlinkSync(this.#at(name));
  }

  removeEmptyFolder(name: string): void {
    rmdirSync(this.#at(name));
  }

  removeTree(name: string): void {
    rmSync(this.#at(name), { recursive: true, force: true });
  }

  setOwnership({ uid, gid, mode }: Ownership): void {
    fchmodSync(this.#descriptor, mode);
    fchownSync(this.#descriptor, uid, gid);
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

function ownershipOf({ uid, gid, mode }: Stats): Ownership {
  return { uid, gid, mode: mode & 0o7777 };
}

function parts(where: string): string[] {
  const names = where.split('/').filter((name) => name !== '');
  if (names.some((name) => name === '.' || name === '..' || name.includes('\0'))) {
    throw new TypeError(`not a path in normal form: ${path.normalize(where)}`);
  }
  return names;
}
