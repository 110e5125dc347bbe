// What a check says before anyone knows the line: file, path inside it, message, remedy.

import { isPlainKey } from './secret-fields.ts';
import type { SetFileName } from './set-files.ts';
import type { ValuePath } from './value-path.ts';

export interface Finding<File extends string = SetFileName> {
  readonly file: File;
  readonly path: ValuePath;
  readonly message: string;
  readonly remedy: string;
  /** An unknown key is shown at its name; everything else at its value. */
  readonly at?: 'key' | 'value';
}

/** RFC 6901. */
export function pointerOf(path: ValuePath): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** For a message: what somebody has put in the place of a key, and may be a secret, is left out. */
export function shownPointer(path: ValuePath): string {
  return pointerOf(path.map((part) => (typeof part === 'number' || isPlainKey(part) ? part : '(not shown)')));
}
