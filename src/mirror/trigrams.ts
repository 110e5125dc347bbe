// A substring index made from a full-text index. Its words are the trigrams of the text, encoded so that none is a
// stopword, none is too short or too long for the server, and none contains a character that ends a word.

const LENGTH = 3;
const DIGITS = 4;

/** Every three neighbouring characters within a word of the text. */
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
