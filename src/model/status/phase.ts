import { z } from 'zod';

/** How an account stands as a whole. Journals hold these values, so one may be added and none renamed. */
export const PHASES = [
  'pending',
  'applying',
  'applied',
  /** The set is refused; the last accepted one stays in force. */
  'invalid',
  'failed',
  /** A service refused what was rendered; the last accepted set stays in force. */
  'quarantined',
  /** A guard or a contest stopped it. */
  'held',
  'retiring',
  'retired',
] as const;
export const Phase = z.enum(PHASES);
export type Phase = z.infer<typeof Phase>;
