// Formats numbers, times and revisions for people.

/** `1 account`, `3 accounts`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** `3m`, `2h`, `now`. */
export function duration(milliseconds: number): string {
  const unit = UNITS.find(([, size]) => milliseconds >= size);
  return unit === undefined ? 'now' : `${Math.floor(milliseconds / unit[1])}${unit[0]}`;
}

export function ago(isoTime: string | null, now: number): string {
  if (isoTime === null) return '-';
  const passed = now - epochMs(isoTime);
  return passed < 1000 ? 'just now' : `${duration(passed)} ago`;
}

/** Date and time in the zone of the person, such as `2026-01-29 10:00:00`. */
export function localTime(isoTime: string): string {
  const then = Temporal.Instant.from(isoTime).toZonedDateTimeISO(Temporal.Now.timeZoneId());
  return then.toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');
}

export function inTime(isoTime: string, now: number): string {
  const left = epochMs(isoTime) - now;
  return left < 1000 ? 'any moment' : `in ${duration(left)}`;
}

export function epochMs(isoTime: string): number {
  return Temporal.Instant.from(isoTime).epochMilliseconds;
}

/** The first digits of a revision: enough to identify it, and short enough to type. */
export function shortRevision(revision: string | null): string {
  return revision === null ? '-' : revision.replace(/^sha256:/, '').slice(0, 12);
}
