import { z } from 'zod';

/** Why accounts whose folder is gone are not retired. Journals hold these values, so one may be added and none renamed. */
export const VanishCause = z.enum([
  'folder-missing',
  'folder-unreadable',
  'folder-empty',
  'folder-on-other-device',
  'too-many-at-once',
  'renamed',
]);
export type VanishCause = z.infer<typeof VanishCause>;
