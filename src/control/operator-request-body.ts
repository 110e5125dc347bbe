// What may be asked of a running daemon beside what the files ask for, as it crosses the control socket.

import { z } from 'zod';

const Username = z.string().max(64);

export const AskRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('apply'), usernames: z.array(Username) }),
  z.strictObject({ kind: z.literal('retire'), usernames: z.array(Username) }),
  z.strictObject({ kind: z.literal('purge'), username: Username }),
]);
export type AskRequest = z.infer<typeof AskRequest>;

/** Why not, by username; empty when all of it is done or on its way. */
export const AskReply = z.object({ refused: z.record(z.string(), z.string()) });
export type AskReply = z.infer<typeof AskReply>;
