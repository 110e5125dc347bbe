// Foreign text inside a message: cut short, and nothing in it can move a cursor or turn text round.

import { looksSecret } from './secret-fields.ts';

const LONGEST = 60;
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Escapes control, format and unassigned characters, so that a terminal shows what is there. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16).padStart(4, '0')}}`;
  });
}

/** A value as JSON, shortened, for use in a message; not what looks like a secret in the wrong place. */
export function quoted(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  if (looksSecret(json)) return '(not shown: it looks like a secret)';
  const text = printable(json);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
