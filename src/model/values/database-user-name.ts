// The name of a MariaDB user, `<username>_<suffix>`; that it begins with the account's own name is a rule.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

// 80 characters are what every MariaDB that is still cared for takes.
const FORM = /^(?=.{1,80}$)[a-z][a-z0-9]{2,15}_[A-Za-z0-9_%-]+$/;

export function parseDatabaseUserName(text: string): Parsed {
  if (FORM.test(text)) return accept(text);
  return refuse(
    `is not the name of a database user: ${quoted(text)}`,
    'use the username, _ and letters, digits, _, - or %, at most 80 in all',
  );
}

export const DatabaseUserName = textType(
  {
    title: 'Database user name',
    description: 'The username, `_`, and a name of its own.',
    format: 'jopanel-database-user',
    pattern: FORM.source,
    examples: ['joko_wp'],
  },
  parseDatabaseUserName,
).brand<'DatabaseUserName'>();
export type DatabaseUserName = z.infer<typeof DatabaseUserName>;
