const MADE_BY = 'Made by jopaneld';
const SIGNS = ['#', ';', '<!--'] as const;

/** The first line of every generated file. @param comment the format's comment sign, such as `#` */
export function header(comment: (typeof SIGNS)[number], what: string): string {
  const end = comment === '<!--' ? ' -->' : '';
  return `${comment} ${headerText(what)}${end}\n`;
}

/** The same for JSON, which has no comments: a field that the reader takes for a name, and that has to come first. */
export function headerText(what: string): string {
  return `${MADE_BY} ${what}. Edits are overwritten.`;
}

/** Whether a file begins with the header of any account. */
export function isGenerated(text: string): boolean {
  const beginnings = [...SIGNS.map((sign) => `${sign} ${MADE_BY} `), `{"realName":"${MADE_BY} `];
  return beginnings.some((each) => text.startsWith(each));
}

/** The comment lines a file begins with: its header, and what beside the set decided about it. */
export function preamble(text: string): string {
  return /^(?:[#;].*\n)*/.exec(text)?.[0] ?? '';
}
