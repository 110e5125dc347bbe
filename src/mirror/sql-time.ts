import { isoTime } from '../host/clock.ts';

/** The range of DATETIME. */
const FIRST_MS = -30_610_224_000_000;
const LAST_MS = 253_402_300_799_999;

/** UTC with milliseconds, as the server shows it too; null for a time outside that range. */
export function sqlTime(epochMs: number): string | null {
  if (!(epochMs >= FIRST_MS && epochMs <= LAST_MS)) return null;
  return isoTime(epochMs).slice(0, 23).replace('T', ' ');
}
