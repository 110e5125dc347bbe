// Where a whole site is moved to: an http or https URL. No message repeats it, since a URL may hold a password.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { textType } from '../text-type.ts';

const LONGEST = 2000;
const WANTED =
  'write a URL such as "https://example.com/"; with a slash at its end, path and query are appended';

export function parseRedirectTarget(text: string): Parsed {
  if (text.length > LONGEST) return refuse(`is ${text.length} characters long`, `at most ${LONGEST}`);
  if (!/^https?:\/\//i.test(text)) return refuse('is no http or https URL', WANTED);
  // nginx would begin a variable at `$`, and a header ends where a line does.
  if (/[^\x21-\x7e]|[$"\\<>^`{|}]/.test(text))
    return refuse('holds a character that a URL encodes', 'write it with %, such as %20 for a space');
  if (!URL.canParse(text)) return refuse('is not a URL', WANTED);
  const { username, password, hostname } = new URL(text);
  if (username !== '' || password !== '') return refuse('holds a user name or password', 'leave it out');
  if (hostname === '') return refuse('names no host', WANTED);
  return accept(text);
}

export const RedirectTarget = textType(
  {
    title: 'Redirect to',
    description: 'An http or https URL; one that ends with / gets the path and query appended.',
    format: 'jopanel-redirect-target',
    examples: ['https://example.com/'],
  },
  parseRedirectTarget,
);
export type RedirectTarget = z.infer<typeof RedirectTarget>;
