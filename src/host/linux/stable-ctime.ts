import { lstatSync } from 'node:fs';
import { systemClock } from '../clock.ts';

/** File systems keep times of change as coarse as this; a younger one may yet stand for a second change. */
const SETTLED_MS = 2000;

/**
 * Identifies one state of a file or folder among all later ones: no write, rename or change of rights goes by
 * without the time of change, which no tool can set. To be asked before reading what is remembered under it.
 *
 * @returns undefined when there is nothing, or it changed so lately that it may do so again unseen
 */
export function stableCtime(path: string): string | undefined {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined || systemClock.now() - Number(stats.ctimeMs) < SETTLED_MS) return undefined;
  return `${stats.dev} ${stats.ino} ${stats.ctimeNs}`;
}
