// A path on the host in its one normal form. Whether it lies below a home is a rule of the set.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const LONGEST_PATH = 1024;
const LONGEST_SEGMENT = 255;
// No space, quote, glob, `%`, `$`, `:` or `;`: each means something to nginx, sshd, systemd, PHP or a shell.
const SEGMENT = /^[A-Za-z0-9._@+-]+$/;

export function parseAbsolutePath(text: string): Parsed {
  if (!text.startsWith('/')) return refuse(`is not an absolute path: ${quoted(text)}`, 'begin it with /');
  if (text.length > LONGEST_PATH)
    return refuse(`is ${text.length} characters long`, `at most ${LONGEST_PATH}`);
  if (text === '/') return refuse('is the root of the file system', "name a folder of the account's own");
  const segments = text.slice(1).split('/');
  if (segments.at(-1) === '') return refuse(`ends with a slash: ${quoted(text)}`, 'leave the last slash out');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return refuse(`is not in normal form: ${quoted(text)}`, 'write it without `//`, `.` and `..`');
  }
  const bad = segments.find((segment) => segment.length > LONGEST_SEGMENT || !SEGMENT.test(segment));
  if (bad !== undefined) {
    return refuse(
      `has a part that is not allowed, ${quoted(bad)}: ${quoted(text)}`,
      `a part is at most ${LONGEST_SEGMENT} of the characters A-Z a-z 0-9 . _ @ + -`,
    );
  }
  return accept(text);
}

/** Strictly below: a folder is not below itself. */
export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

export const AbsolutePath = textType(
  {
    title: 'Path',
    description: 'Absolute and in normal form; letters, digits and . _ @ + - only.',
    format: 'jopanel-path',
    pattern: '^(?:/[A-Za-z0-9._@+-]+)+$',
  },
  parseAbsolutePath,
).brand<'AbsolutePath'>();
export type AbsolutePath = z.infer<typeof AbsolutePath>;
