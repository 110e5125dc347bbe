// A point in time, RFC 3339 with an offset: without one the hour is ambiguous.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const FORM =
  /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

export function parseTimestamp(text: string): Parsed {
  if (!FORM.test(text) || epochOf(text) === undefined) {
    return refuse(
      `is not a time with an offset: ${quoted(text)}`,
      'write it as 2026-01-29T10:00:00+07:00 or 2026-01-29T03:00:00Z',
    );
  }
  return accept(text);
}

function epochOf(text: string): number | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** Milliseconds since 1970, for ordering. */
export function epochMsOf(time: Timestamp): number {
  return Temporal.Instant.from(time).epochMilliseconds;
}

export const Timestamp = textType(
  {
    title: 'Time',
    description: 'RFC 3339 with an offset.',
    format: 'jopanel-time',
    examples: ['2026-01-29T10:00:00+07:00'],
  },
  parseTimestamp,
).brand<'Timestamp'>();
export type Timestamp = z.infer<typeof Timestamp>;
