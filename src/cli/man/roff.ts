// Writes man(7) text for groff and mandoc.

/** Escapes running text: no line may begin a request, and hyphens must stay copyable. */
export function text(plain: string): string {
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
  return `.SH ${text(plain).toUpperCase()}\n`;
}

export function subheading(plain: string): string {
  return `.SS ${text(plain)}\n`;
}

export function paragraphs(plain: string): string {
  return plain
    .split('\n\n')
    .map((each) => `.PP\n${text(each)}\n`)
    .join('');
}

/** A term in bold with its meaning below it. */
export function item(term: string, meaning: string): string {
  return `.TP\n\\fB${text(term)}\\fR\n${text(meaning === '' ? ' ' : meaning)}\n`;
}

export function example(lines: string): string {
  return `.PP\n.RS 4\n.nf\n${text(lines)}\n.fi\n.RE\n`;
}
