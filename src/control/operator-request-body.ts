// The requests of an operator to the running daemon, as they are sent over the control socket.

import { z } from 'zod';
import { AccountOverride } from '../model/account-override.ts';

const Username = z.string().max(64);

export const OperatorRequestBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('apply'), usernames: z.array(Username), edited: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('retire'), usernames: z.array(Username) }),
  z.strictObject({
    kind: z.literal('redo'),
    username: Username,
    resource: z.string().max(64),
    items: z.array(z.string().max(300)).max(1000),
  }),
  z.strictObject({ kind: z.literal('purge'), username: Username }),
  z.strictObject({
    kind: z.literal('override'),
    username: Username,
    override: AccountOverride,
    actor: z.string().max(255),
  }),
]);
export type OperatorRequestBody = z.infer<typeof OperatorRequestBody>;

/** Reasons for refusals by username; empty when everything is done or under way. */
export const OperatorReplyBody = z.object({ refused: z.record(z.string(), z.string()) });
export type OperatorReplyBody = z.infer<typeof OperatorReplyBody>;
