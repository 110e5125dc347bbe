const MADE_BY = 'Made by jopaneld';

/** The first line of every generated file. @param comment the format's comment sign, such as `#` */
export function header(comment: '#' | ';', what: string): string {
  return `${comment} ${MADE_BY} ${what}. Edits are overwritten.\n`;
}

/** Whether a file begins with the header of any account. */
export function isGenerated(text: string): boolean {
  return text.startsWith(`# ${MADE_BY} `) || text.startsWith(`; ${MADE_BY} `);
}

/** The comment lines a file begins with: its header, and what beside the set decided about it. */
export function preamble(text: string): string {
  return /^(?:[#;].*\n)*/.exec(text)?.[0] ?? '';
}
