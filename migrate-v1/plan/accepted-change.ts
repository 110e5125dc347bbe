// Where a set says something else than the rows, because a proposal was accepted. Verification expects exactly this.

import { z } from 'zod';

const Text = z.string();

export const AcceptedChange = z.discriminatedUnion('field', [
  z.object({ field: z.literal('type'), domain: Text, value: z.enum(['primary', 'addon']) }),
  z.object({ field: z.literal('docroot'), domain: Text, value: Text }),
  z.object({ field: z.literal('php_version'), value: Text }),
  z.object({ field: z.literal('contact_email'), value: Text }),
  z.object({ field: z.literal('status'), value: z.literal('suspended') }),
  z.object({ field: z.literal('max_addon_domains'), value: z.int() }),
  z.object({ field: z.literal('max_databases'), value: z.int() }),
  z.object({ field: z.literal('max_db_users'), value: z.int() }),
  z.object({ field: z.literal('max_ftp_accounts'), value: z.int() }),
  z.object({ field: z.literal('mariadb'), value: z.literal('left_out') }),
  z.object({ field: z.literal('limits'), value: z.record(Text, z.unknown()) }),
]);
export type AcceptedChange = z.infer<typeof AcceptedChange>;
