// The requests of an operator to the running daemon, as they are sent over the control socket.

import { z } from 'zod';

const Username = z.string().max(64);

export const OperatorRequestBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('apply'), usernames: z.array(Username) }),
  z.strictObject({ kind: z.literal('retire'), usernames: z.array(Username) }),
  z.strictObject({ kind: z.literal('purge'), username: Username }),
]);
export type OperatorRequestBody = z.infer<typeof OperatorRequestBody>;

/** Reasons for refusals by username; empty when everything is done or under way. */
export const OperatorReplyBody = z.object({ refused: z.record(z.string(), z.string()) });
export type OperatorReplyBody = z.infer<typeof OperatorReplyBody>;
