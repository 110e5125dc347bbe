// The name of an FTP login, `<username>_<suffix>`; that it begins with the account's own name is a rule.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

// It is the name of a file as well, so it has no slash; and a field of a line, so it has no colon.
const FORM = /^(?=.{1,64}$)[a-z][a-z0-9]{2,15}_[a-z0-9_.-]+$/;

export function parseFtpAccountName(text: string): Parsed {
  if (FORM.test(text)) return accept(text);
  return refuse(
    `is not the name of an FTP account: ${quoted(text)}`,
    'use the username, _ and lower-case letters, digits, _, . or -, at most 64 in all',
  );
}

export const FtpAccountName = textType(
  {
    title: 'FTP account name',
    description: 'The username, `_`, and a name of its own.',
    format: 'jopanel-ftp-account',
    pattern: FORM.source,
    examples: ['joko_dev'],
  },
  parseFtpAccountName,
).brand<'FtpAccountName'>();
export type FtpAccountName = z.infer<typeof FtpAccountName>;
