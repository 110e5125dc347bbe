import { z } from 'zod';

/** How one resource of an account stands. Journals hold these values, so one may be added and none renamed. */
export const RESOURCE_STATES = [
  'in_sync',
  'failed',
  /** Its service refused what was rendered for it. */
  'quarantined',
  /** It waits for a service that is down, or for the next start of the daemon. */
  'waiting',
  /** Work on it goes on beside the waves. */
  'pending',
  /** It was changed by another hand, and is left so. */
  'drifted',
  'contested',
  /** The host, or the account's own program, does not provide it. */
  'unavailable',
] as const;
export const ResourceStateName = z.enum(RESOURCE_STATES);
export type ResourceStateName = z.infer<typeof ResourceStateName>;
