// A uid or gid that can belong to a hosting account. The host's own range is a rule of its own.

import { z } from 'zod';

// Below 1000 are system users; 65534 is nobody, 65535 the old "no such user".
const LOWEST = 1000;
const HIGHEST = 2_147_483_647;
const NOBODY = [65_534, 65_535];

export const PosixId = z
  .int()
  .min(LOWEST)
  .max(HIGHEST)
  .meta({
    title: 'User or group number',
    description: 'Never changes while the account lives, and is never used again.',
    not: { enum: NOBODY },
  })
  .check((context) => {
    if (!NOBODY.includes(context.value)) return;
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: `means nobody to the system: ${context.value}`,
      params: { remedy: 'choose another number' },
    });
  })
  .brand<'PosixId'>();
export type PosixId = z.infer<typeof PosixId>;
