// What a limit on traffic means in bytes.

import type { LimitsFile } from './files/limits-file.ts';

/** As in all limits. */
export const BYTES_PER_MEGABYTE = 1024 * 1024;

/** @param bytes sent since the month began */
export function isOverBandwidth({ bandwidth_quota_mb }: LimitsFile, bytes: number): boolean {
  return bandwidth_quota_mb > 0 && bytes >= bandwidth_quota_mb * BYTES_PER_MEGABYTE;
}
