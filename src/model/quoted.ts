// Foreign text inside a message: cut short, and nothing in it can move a cursor or turn text round.

const LONGEST = 60;
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Escapes control, format and unassigned characters, so that a terminal shows what is there. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16).padStart(4, '0')}}`;
  });
}

/** A value as JSON, shortened, for use in a message. */
export function quoted(value: unknown): string {
  const text = printable(JSON.stringify(value) ?? 'nothing');
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
