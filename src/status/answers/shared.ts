// Pieces that several answers are made of.

import { z } from 'zod';
import { isoTime } from '../../host/clock.ts';

export const Time = z.iso.datetime().meta({ description: 'ISO 8601, UTC, with milliseconds.' });

export function timeOf(epochMs: number): string {
  return isoTime(epochMs);
}

export function timeOrNull(epochMs: number | null | undefined): string | null {
  return epochMs === null || epochMs === undefined ? null : isoTime(epochMs);
}

export const RevisionName = z.string().meta({ description: '`sha256:` and 64 hexadecimal digits.' });

/** What is wrong with a set, and where it stands. */
export const ProblemAnswer = z.object({
  file: z.string(),
  pointer: z.string().meta({ description: 'RFC 6901; empty: the whole file.' }),
  line: z.int().nullable(),
  column: z.int().nullable(),
  message: z.string(),
  remedy: z.string(),
});
export type ProblemAnswer = z.infer<typeof ProblemAnswer>;

export const ErrorAnswer = z.object({
  error: z.object({
    code: z.string().meta({ description: 'For programs, such as `no_such_account`.' }),
    message: z.string().meta({ description: 'For people: what is wrong.' }),
    remedy: z.string().meta({ description: 'What to do about it; may be empty.' }),
  }),
});
export type ErrorAnswer = z.infer<typeof ErrorAnswer>;
