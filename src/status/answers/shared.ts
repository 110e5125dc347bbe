// Schemas that several answers share.

import { z } from 'zod';
import { isoTime } from '../../host/clock.ts';

export const Time = z.iso.datetime().meta({ id: 'Time', description: 'ISO 8601, UTC, with milliseconds.' });

export function timeOrNull(epochMs: number | null | undefined): string | null {
  return epochMs === null || epochMs === undefined ? null : isoTime(epochMs);
}

export const RevisionName = z
  .string()
  .meta({ id: 'Revision', description: '`sha256:` and 64 hexadecimal digits.' });

export const ErrorAnswer = z
  .object({
    error: z.object({
      code: z.string().meta({ description: 'For programs, such as `no_such_account`.' }),
      message: z.string().meta({ description: 'For people: what is wrong.' }),
      remedy: z.string().meta({ description: 'What to do about it; may be empty.' }),
    }),
  })
  .meta({ id: 'Error' });
export type ErrorAnswer = z.infer<typeof ErrorAnswer>;
