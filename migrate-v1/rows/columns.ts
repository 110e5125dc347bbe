// The columns of V1's tables. A value that does not fit is a fault of its row, and its message names value and remedy.

import { z } from 'zod';
import { quoted } from '../../src/model/quoted.ts';

/** As the server prints a DECIMAL without a fraction, such as `10.00`. */
const WHOLE = /^-?\d+(?:\.0+)?$/;

/** A whole number of any numeric type; large ones arrive as text, because a double would round them. */
export function wholeNumberColumn(least: number) {
  return z.unknown().transform((value, context): number => {
    const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= least) return number;
    context.addIssue(
      `is ${asSql(value)}; it must be a whole number from ${least} to ${Number.MAX_SAFE_INTEGER}`,
    );
    return z.NEVER;
  });
}

/** @param secret whether the value must not stand in a message */
export function textColumn({ secret = false } = {}) {
  return z.unknown().transform((value, context): string => {
    if (typeof value === 'string') return value;
    context.addIssue(`is ${secret ? 'no text' : asSql(value)}; it must be text`);
    return z.NEVER;
  });
}

export function oneOfColumn<const T extends string>(...words: readonly T[]) {
  return z.unknown().transform((value, context): T => {
    const word = words.find((each) => each === value);
    if (word !== undefined) return word;
    context.addIssue(`is ${asSql(value)}; it must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
    return z.NEVER;
  });
}

/** TINYINT, BIT and BOOLEAN alike; NULL is false. */
export const flagColumn = z.unknown().transform((value, context): boolean => {
  if (value === null) return false;
  if (typeof value === 'boolean') return value;
  const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value;
  if (typeof number === 'number') return number !== 0;
  context.addIssue(`is ${asSql(value)}; it must be 0 or 1`);
  return z.NEVER;
});

function asSql(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && /^-?\d[\d.eE+-]*$/.test(value)) return value.slice(0, 60);
  return value instanceof Uint8Array ? 'binary data' : quoted(value);
}
