// The program in the last field of passwd. That the host offers it is a rule of the set.

import type { z } from 'zod';
import { textType } from '../text-type.ts';
import { parseAbsolutePath } from './absolute-path.ts';

/** Always allowed, though /etc/shells does not list them. */
export const NO_LOGIN_SHELLS: readonly string[] = [
  '/usr/sbin/nologin',
  '/sbin/nologin',
  '/bin/false',
  '/usr/bin/false',
];

export const LoginShell = textType(
  {
    title: 'Login shell',
    description: 'One of /etc/shells, or /usr/sbin/nologin.',
    format: 'jopanel-shell',
    examples: ['/bin/bash', '/usr/sbin/nologin'],
  },
  parseAbsolutePath,
).brand<'LoginShell'>();
export type LoginShell = z.infer<typeof LoginShell>;
