// HTML that cannot be built but escaped: text goes in as text, and only markup made here stays markup.

export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Markup[];

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = strings.reduce((before, string, index) => before + written(parts[index - 1] ?? '') + string);
  return { markup: text };
}

function written(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return encodeHtml(String(part));
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function encodeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
