// The name of a MariaDB database, `<username>_<suffix>`; that it begins with the account's own name is a rule.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

// As long as an identifier of MariaDB may be.
const FORM = /^(?=.{1,64}$)[a-z][a-z0-9]{2,15}_[A-Za-z0-9_%-]+$/;

export function parseDatabaseName(text: string): Parsed {
  if (FORM.test(text)) return accept(text);
  return refuse(
    `is not the name of a database: ${quoted(text)}`,
    'use the username, _ and letters, digits, _, - or %, at most 64 in all',
  );
}

export const DatabaseName = textType(
  {
    title: 'Database name',
    description: 'The username, `_`, and a name of its own.',
    format: 'jopanel-database',
    pattern: FORM.source,
    examples: ['joko_shop'],
  },
  parseDatabaseName,
).brand<'DatabaseName'>();
export type DatabaseName = z.infer<typeof DatabaseName>;
