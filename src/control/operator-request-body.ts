// What may be asked of a running daemon beside what the files ask for, as it crosses the control socket.

import { z } from 'zod';

const Username = z.string().max(64);

export const OperatorRequestBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('apply'), usernames: z.array(Username) }),
  z.strictObject({ kind: z.literal('retire'), usernames: z.array(Username) }),
  z.strictObject({ kind: z.literal('purge'), username: Username }),
]);
export type OperatorRequestBody = z.infer<typeof OperatorRequestBody>;

/** Why not, by username; empty when all of it is done or on its way. */
export const OperatorReplyBody = z.object({ refused: z.record(z.string(), z.string()) });
export type OperatorReplyBody = z.infer<typeof OperatorReplyBody>;
