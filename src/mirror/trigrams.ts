// A substring index out of a full-text one. Its words are the trigrams of the text, spelled in a way that no
// stopword is, no server finds too short or too long, and no character of which ends a word.

const LENGTH = 3;
const DIGITS = 4;

/** Every three characters that stand together in a word of the text. */
export function trigramsOf(text: string): string[] {
  const found = new Set<string>();
  for (const word of text.split(/\s+/)) {
    const spelled = [...word].map(spell);
    for (let at = 0; at + LENGTH <= spelled.length; at++) found.add(spelled.slice(at, at + LENGTH).join(''));
  }
  return [...found];
}

/** Four digits in base 36 hold any code point. */
function spell(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(36).padStart(DIGITS, '0');
}
