// Writes man(7) text for groff and mandoc.

/** Escapes running text: no line may begin a request, and hyphens must stay copyable. */
export function roffText(plain: string): string {
  return plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .split('\n')
    .map((line) => (/^[.']/.test(line) ? `\\&${line}` : line))
    .join('\n');
}

export function title(name: string, section: number, source: string): string {
  return `.TH ${name.toUpperCase()} ${section} "" "${source}" "jopanel manual"\n`;
}

export function heading(plain: string): string {
  return `.SH ${roffText(plain).toUpperCase()}\n`;
}

export function subheading(plain: string): string {
  return `.SS ${roffText(plain)}\n`;
}

export function paragraphs(plain: string): string {
  return plain
    .split('\n\n')
    .map((each) => `.PP\n${roffText(each)}\n`)
    .join('');
}

/** A term in bold with its meaning below it. */
export function item(term: string, meaning: string): string {
  return `.TP\n\\fB${roffText(term)}\\fR\n${roffText(meaning === '' ? ' ' : meaning)}\n`;
}

export function example(lines: string): string {
  return `.PP\n.RS 4\n.nf\n${roffText(lines)}\n.fi\n.RE\n`;
}
