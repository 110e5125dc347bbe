// `2023-04-05 06:07:08` as V1 keeps it, to a time that says which hour it was.

import { parseTimestamp } from '../../src/model/values/timestamp.ts';

/** Undefined for MariaDB's zero date and whatever else is no time. */
export function timeOfV1(text: string | null, zone: string): string | undefined {
  if (text === null) return undefined;
  try {
    const time = Temporal.PlainDateTime.from(text.replace(' ', 'T'))
      .toZonedDateTime(zone)
      .toString({ timeZoneName: 'never', calendarName: 'never', smallestUnit: 'second' });
    return parseTimestamp(time).ok ? time : undefined;
  } catch {
    return undefined;
  }
}
