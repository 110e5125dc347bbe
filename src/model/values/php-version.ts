// A PHP branch as Debian names its folders: 8.2. Whether it is installed is no matter of the file.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const FORM = /^[5-9]\.(?:0|[1-9]\d?)$/;

export function parsePhpVersion(text: string): Parsed {
  if (!FORM.test(text)) return refuse(`is not a PHP version: ${quoted(text)}`, 'write it as "8.2"');
  return accept(text);
}

export const PhpVersion = textType(
  {
    title: 'PHP version',
    description: 'Major and minor number, as in /etc/php/8.2.',
    format: 'jopanel-php-version',
    pattern: FORM.source,
    examples: ['8.2'],
  },
  parsePhpVersion,
).brand<'PhpVersion'>();
export type PhpVersion = z.infer<typeof PhpVersion>;
