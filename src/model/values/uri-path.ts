// A path of a site as visitors ask for it, decoded: `/private/`. nginx compares it with what a request comes to.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const LONGEST_PATH = 1024;
// No `$`, quote, backslash, brace or `;`, which mean something to nginx, and no `?`, `#` or `%`, which no decoded path needs.
const FOREIGN = /[^A-Za-z0-9/ ._~@+,=:()!&-]/;
/** Where the challenges of certificate authorities are answered, for every site. */
const CHALLENGES = '/.well-known/acme-challenge/';

export function parseUriPath(text: string): Parsed {
  if (!text.startsWith('/')) return refuse(`does not begin with a slash: ${quoted(text)}`, 'begin it with /');
  if (text.length > LONGEST_PATH)
    return refuse(`is ${text.length} characters long`, `at most ${LONGEST_PATH}`);
  if (/\/\/|\/\.{1,2}(?:\/|$)/.test(text))
    return refuse(`is not in normal form: ${quoted(text)}`, 'write it without `//`, `.` and `..`');
  const foreign = FOREIGN.exec(text)?.[0];
  if (foreign !== undefined)
    return refuse(
      `holds ${quoted(foreign)}: ${quoted(text)}`,
      'use letters, digits, spaces and . _ ~ @ + , = : ( ) ! & -, decoded and without a query',
    );
  return accept(text);
}

/** One that is taken away from the visitors, which neither the whole site nor the challenges may be. */
export function parseDeniedPath(text: string): Parsed {
  const path = parseUriPath(text);
  if (!path.ok) return path;
  if (text === '/') return refuse('is the whole site', 'name a part of it, or suspend the account');
  if (`${text}/`.startsWith(CHALLENGES))
    return refuse(`is where certificate authorities look: ${quoted(text)}`, 'leave it out');
  return path;
}

export const UriPath = textType(
  {
    title: 'Path',
    description: 'Of the site, decoded, such as /private/.',
    format: 'jopanel-uri-path',
    examples: ['/private/'],
  },
  parseUriPath,
);
export type UriPath = z.infer<typeof UriPath>;

/** Beside a password, which may stand in its place by mistake: a refusal does not repeat it. */
export const ProtectedPath = textType(
  {
    title: 'Path',
    description: 'Of the site, decoded, such as /private/.',
    format: 'jopanel-uri-path',
    examples: ['/private/'],
  },
  (text) =>
    parseUriPath(text).ok
      ? accept(text)
      : refuse(
          'is not a path of the site',
          'begin it with /, and use letters, digits and . _ ~ @ + , = : ( ) ! & -, decoded and without a query',
        ),
);

export const DeniedPath = textType(
  {
    title: 'Path',
    description: 'Answers 404, with all below it.',
    format: 'jopanel-denied-path',
    examples: ['/private/'],
  },
  parseDeniedPath,
);
export type DeniedPath = z.infer<typeof DeniedPath>;
