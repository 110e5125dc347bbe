// Sets anywhere on a disk, as a checkout has them: by plain path, without locks, without a look at owners and
// modes. Links and special files are reported all the same, as the daemon would refuse them.

import { closeSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Problem } from '../../model/problem.ts';
import {
  isSetFileName,
  LARGEST_FILE,
  SET_FILES,
  type SetFileName,
  SIZE_REMEDY,
} from '../../model/set-files.ts';
import { looksLikeUsername } from '../../model/values/username.ts';
import { systemErrorCode } from '../error-code.ts';
import { EXISTING_FILE } from '../files/open-flags.ts';
import { openFault } from './open-fault.ts';
import { attempt } from './open-folder.ts';

export interface SetOnDisk {
  readonly username: string;
  /** As it was asked for, so that messages match what the person typed. */
  readonly path: string;
}

/** What the daemon would pass over, or would not open, though it may well be meant as an account. */
export interface StrangerOnDisk extends SetOnDisk {
  readonly message: string;
  readonly remedy: string;
}

type FoundSets =
  | { readonly ok: true; readonly sets: readonly SetOnDisk[]; readonly strangers: readonly StrangerOnDisk[] }
  | { readonly ok: false; readonly why: string };

const MISNAMED = {
  message: 'holds a set, but its name is no username, so the daemon would pass over it',
  remedy:
    'move it out of this folder; if it is an account, name it like one: 3 to 16 lower-case letters and digits, the first a letter',
};
const NO_FOLDER = {
  message: 'is not a folder but a link or a special file, which the daemon does not follow',
  remedy: 'put the folder itself there',
};

/** One account's folder when it holds one of the six files itself; else a folder of such folders. */
export function findSets(path: string): FoundSets {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    if (entries.some(({ name }) => isSetFileName(name)))
      return { ok: true, sets: [{ username: basename(resolve(path)), path }], strangers: [] };
    const sets: SetOnDisk[] = [];
    const strangers: StrangerOnDisk[] = [];
    for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
      const { name } = entry;
      if (name.startsWith('.') || entry.isFile()) continue;
      const found = {
        username: name,
        path: path === '/' ? `/${name}` : `${path.replace(/\/+$/, '')}/${name}`,
      };
      if (!looksLikeUsername(name)) {
        if (entry.isDirectory() && holdsSet(found.path)) strangers.push({ ...found, ...MISNAMED });
      } else if (entry.isDirectory()) sets.push(found);
      else strangers.push({ ...found, ...NO_FOLDER });
    }
    return { ok: true, sets, strangers };
  } catch (error) {
    return { ok: false, why: `${path} cannot be read: ${systemErrorCode(error)}` };
  }
}

/** Folders that cannot be entered, such as lost+found, are left out. */
function holdsSet(path: string): boolean {
  try {
    return readdirSync(path).some(isSetFileName);
  } catch (error) {
    systemErrorCode(error);
    return false;
  }
}

interface FilesOnDisk {
  readonly files: ReadonlyMap<SetFileName, Uint8Array>;
  readonly problems: readonly Problem[];
}

export function readFilesOnDisk(path: string): FilesOnDisk {
  const files = new Map<SetFileName, Uint8Array>();
  const problems: Problem[] = [];
  for (const file of SET_FILES) {
    const content = readOne(`${path}/${file}`);
    if (content instanceof Uint8Array) files.set(file, content);
    else if (content !== undefined)
      problems.push({ file, pointer: '', line: null, column: null, ...content });
  }
  return { files, problems };
}

function readOne(path: string): Uint8Array | { message: string; remedy: string } | undefined {
  const opened = attempt(() => openSync(path, EXISTING_FILE));
  if (!opened.ok) {
    if (opened.code === 'ENOENT') return undefined;
    if (opened.code === 'ELOOP')
      return { message: 'is a symbolic link', remedy: 'put the file itself there' };
    return openFault(path, opened.code, 'u+r');
  }
  try {
    const stat = fstatSync(opened.fd);
    if (!stat.isFile()) return { message: 'is not a regular file', remedy: 'put the JSON file there' };
    if (stat.size > LARGEST_FILE) {
      return { message: `is ${stat.size} bytes long`, remedy: SIZE_REMEDY };
    }
    return readFileSync(opened.fd);
  } finally {
    closeSync(opened.fd);
  }
}
