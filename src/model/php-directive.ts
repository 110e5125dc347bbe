// The types of php.ini directives: a value as php.ini takes it, or as JSON has it, to its normal form.

import { z } from 'zod';
import { accept, type Parsed, refuse } from './parsed.ts';
import { quoted } from './quoted.ts';

const KIB = 1024;
const MIB = KIB * KIB;
const LEAST_SIZE = 1024;
const MOST_SIZE = 4096 * MIB;

interface DirectiveMeta<T> {
  readonly title: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
  parse(value: unknown): Parsed<T>;
}

function directive<T>({ title, description, schema, parse }: DirectiveMeta<T>) {
  return z
    .unknown()
    .meta({ title, description, ...schema })
    .transform((value, context): T => {
      const parsed = parse(value);
      if (parsed.ok) return parsed.value;
      const { message, remedy } = parsed;
      context.issues.push({ code: 'custom', input: value, message, params: { remedy } });
      return z.NEVER;
    })
    .optional();
}

/** A size to bytes: text such as `256M`, or the number of bytes. */
export function sizeDirective(title: string) {
  return directive<number>({
    title,
    description: 'A size such as "64M", at most "4096M", or a number of bytes.',
    schema: {
      type: ['string', 'integer'],
      format: 'jopanel-php-size',
      pattern: '^[0-9]{1,10}[KMGkmg]?$',
      minimum: LEAST_SIZE,
      maximum: MOST_SIZE,
    },
    parse: (value) =>
      typeof value === 'string' || isWhole(value) ? parseSize(String(value)) : noSize(value),
  });
}

export function parseSize(text: string): Parsed<number> {
  const [, digits, unit = ''] = /^(\d{1,10})([KMG]?)$/i.exec(text) ?? [];
  if (digits === undefined) return noSize(text);
  const bytes = Number(digits) * (UNITS[unit.toUpperCase()] ?? 1);
  if (bytes >= LEAST_SIZE && bytes <= MOST_SIZE) return accept(bytes);
  return refuse(`is ${quoted(text)}`, 'use 1K to 4096M');
}

const UNITS: Readonly<Record<string, number>> = { K: KIB, M: MIB, G: KIB * MIB };

function noSize(value: unknown): Parsed<never> {
  return refuse(`is no size: ${quoted(value)}`, 'write it as "64M"');
}

/** A switch: true and false, or the words that php.ini has for them. */
export function flagDirective(title: string) {
  return directive<boolean>({
    title,
    description: 'true or false; "On" and "Off" too.',
    schema: {
      type: ['boolean', 'string', 'integer'],
      pattern: '^(?:[Oo][Nn]|[Oo][Ff][Ff]|[01])$',
      minimum: 0,
      maximum: 1,
    },
    parse(value) {
      const word = typeof value === 'string' ? value.toLowerCase() : value;
      if (word === true || word === 1 || word === '1' || word === 'on') return accept(true);
      if (word === false || word === 0 || word === '0' || word === 'off') return accept(false);
      return refuse(`is neither on nor off: ${quoted(value)}`, 'write true or false');
    },
  });
}

/** A text, or a number that means the same, with a parser of its own. */
export function textDirective(
  title: string,
  description: string,
  format: `jopanel-${string}`,
  parse: (value: string) => Parsed,
  most?: number,
) {
  const numbers = most === undefined ? {} : { minimum: 0, maximum: most };
  return directive<string>({
    title,
    description,
    schema: { type: most === undefined ? 'string' : ['string', 'integer'], format, ...numbers },
    parse(value) {
      if (typeof value === 'string' || (most !== undefined && isWhole(value))) return parse(String(value));
      return refuse(`is no text: ${quoted(value)}`, 'put it in double quotes');
    },
  });
}

/** Never to be set by an account. @param why a half sentence about it */
export function refused(why: string) {
  return directive<never>({
    title: 'Not for an account to set',
    description: `It ${why}.`,
    schema: { not: {} },
    parse: () => refuse(`is not for an account to set: it ${why}`, 'leave it out'),
  });
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}
