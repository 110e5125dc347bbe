// Where certificates that jopanel got lie, and what lies beside each.

import { z } from 'zod';
import { tryParseJson } from '../json/try-parse-json.ts';

/** Such as `/var/lib/jopanel/tls`: a folder for each site, and in it one for each of its certificates. */
export function tlsFolder(stateDir: string): string {
  return `${stateDir}/tls`;
}

/** Sorts by time, such as `20261130T230310123Z`. */
export function versionName(isoTime: string): string {
  return isoTime.replace(/[-:.]/g, '');
}

export function isVersionName(name: string): boolean {
  return /^\d{8}T\d{9}Z$/.test(name);
}

/** The path of the newest certificate of the same site, which stays over renewals. @param file of one in particular */
export function copyBeside(file: string): string {
  return file.replace(/\/[^/]+(\/[^/]+)$/, '$1');
}

/** What the authority said last about the renewal; times in epoch milliseconds. */
export const RenewalNote = z.object({
  start: z.int(),
  end: z.int(),
  /** When it is to be asked again. */
  ask_at: z.int(),
  explanation: z.string().optional(),
});
export type RenewalNote = z.infer<typeof RenewalNote>;

export const RENEWAL_NOTE = 'renewal.json';

export function parseRenewalNote(text: string): RenewalNote | undefined {
  const parsed = RenewalNote.safeParse(tryParseJson(text));
  return parsed.success ? parsed.data : undefined;
}
