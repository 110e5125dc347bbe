// When a cron job is due, as crontab(5) has it. Debian's cron reads past some mistakes in silence, such as `5/15`,
// so everything that it would not act upon is refused here.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const WORDS = ['@reboot', '@hourly', '@daily', '@weekly', '@monthly', '@yearly'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly title: string;
  readonly least: number;
  readonly most: number;
  /** The first of them stands for `least`. */
  readonly names: readonly string[];
}

const FIELDS: readonly Field[] = [
  { title: 'minute', least: 0, most: 59, names: [] },
  { title: 'hour', least: 0, most: 23, names: [] },
  { title: 'day of the month', least: 1, most: 31, names: [] },
  { title: 'month', least: 1, most: 12, names: MONTHS },
  // 0 and 7 are Sunday.
  { title: 'day of the week', least: 0, most: 7, names: DAYS },
];

const PART = /^(?:\*|([a-z]+|\d{1,2})(?:-([a-z]+|\d{1,2}))?)(?:\/(\d{1,2}))?$/i;

export function parseCronSchedule(text: string): Parsed {
  if (WORDS.includes(text)) return accept(text);
  const remedy = `write minute, hour, day of the month, month and day of the week, or one of ${WORDS.join(' ')}`;
  const fields = text.split(' ').filter((field) => field !== '');
  if (fields.length !== FIELDS.length) return refuse(`is no schedule: ${quoted(text)}`, remedy);
  for (const [index, field] of FIELDS.entries()) {
    const fault = faultIn(fields[index] ?? '', field);
    if (fault !== undefined) return refuse(`has a ${field.title} ${fault}`, remedy);
  }
  return accept(text);
}

function faultIn(text: string, field: Field): string | undefined {
  for (const part of text.split(',')) {
    const match = PART.exec(part);
    if (match === null) return `that cron does not know: ${quoted(part)}`;
    const [, first, last, step] = match;
    const from = first === undefined ? field.least : numberOf(first, field);
    const to = last === undefined ? from : numberOf(last, field);
    if (from === undefined || to === undefined)
      return `outside ${field.least} to ${field.most}: ${quoted(part)}`;
    if (from > to) return `that ends before it begins: ${quoted(part)}`;
    if (step === undefined) continue;
    // Debian's cron leaves out a step that follows a single number.
    if (first !== undefined && last === undefined) return `with a step and no range: ${quoted(part)}`;
    if (Number(step) < 1 || Number(step) > field.most) return `with an impossible step: ${quoted(part)}`;
  }
  return undefined;
}

function numberOf(word: string, { least, most, names }: Field): number | undefined {
  const named = names.indexOf(word.toLowerCase());
  const number = named === -1 ? Number(word) : named + least;
  return number >= least && number <= most ? number : undefined;
}

export const CronSchedule = textType(
  {
    title: 'Schedule',
    description: `Five fields as in crontab(5), or ${WORDS.join(' ')}. In the host's time zone.`,
    format: 'jopanel-cron-schedule',
    examples: ['*/15 * * * *', '@daily'],
  },
  parseCronSchedule,
).brand<'CronSchedule'>();
export type CronSchedule = z.infer<typeof CronSchedule>;
