// The hash of a password as `mysql_native_password` keeps it. No message ever repeats the value.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { textType } from '../text-type.ts';

const FORM = /^\*[0-9A-Fa-f]{40}$/;

export function parseDatabasePasswordHash(text: string): Parsed {
  if (FORM.test(text)) return accept(text.toUpperCase());
  return refuse(
    'is not * and 40 hexadecimal digits; a plain password must never stand here',
    "make one with: SELECT PASSWORD('…') in MariaDB",
  );
}

export const DatabasePasswordHash = textType(
  {
    title: 'Password hash',
    description: 'As PASSWORD() of MariaDB gives it: `*` and 40 hexadecimal digits. Never a plain password.',
    format: 'jopanel-database-password-hash',
    pattern: FORM.source,
  },
  parseDatabasePasswordHash,
).brand<'DatabasePasswordHash'>();
export type DatabasePasswordHash = z.infer<typeof DatabasePasswordHash>;
