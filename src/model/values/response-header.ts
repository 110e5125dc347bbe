// Headers that a site adds to its answers. Those by which nginx and the client agree on the message itself are not among them.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;
const OF_THE_MESSAGE = new Set(
  `connection content-encoding content-length content-range content-type date keep-alive location
  proxy-authenticate proxy-connection server status te trailer transfer-encoding upgrade
  www-authenticate`.split(/\s+/),
);
const LONGEST_VALUE = 4096;

export function parseHeaderName(text: string): Parsed {
  if (!NAME.test(text))
    return refuse(`is not the name of a header: ${quoted(text)}`, 'use letters, digits and hyphens');
  if (OF_THE_MESSAGE.has(text.toLowerCase()) || /^x-accel-/i.test(text))
    return refuse(`is a header that the web server sets itself: ${quoted(text)}`, 'leave it out');
  return accept(text);
}

/** It may be a secret, so no message repeats it. */
export function parseHeaderValue(text: string): Parsed {
  if (text === '') return refuse('is empty', 'leave the header out');
  if (text.length > LONGEST_VALUE)
    return refuse(`is ${text.length} characters long`, `at most ${LONGEST_VALUE}`);
  if (/[^\x20-\x7e]/.test(text) || text.trim() !== text)
    return refuse(
      'holds a line break, a control or a foreign character, or begins or ends with a space',
      'use printable ASCII characters',
    );
  if (text.includes('$')) return refuse('holds a $, which nginx takes for a variable', 'leave it out');
  return accept(text);
}

export const HeaderName = textType(
  { title: 'Header', description: 'Name of a response header.', format: 'jopanel-header-name' },
  parseHeaderName,
);
export type HeaderName = z.infer<typeof HeaderName>;

export const HeaderValue = textType(
  { title: 'Value', description: 'Printable ASCII without $.', format: 'jopanel-header-value' },
  parseHeaderValue,
);
export type HeaderValue = z.infer<typeof HeaderValue>;
