// Takes the text of an nginx configuration apart, as nginx itself does: words, ended by `;`, `{` or `}`.

export interface NginxStatement {
  /** Without quotes and escapes; never empty. */
  readonly words: readonly string[];
}

const SPACE = /\s/;
/** Lua lies in such a block as it is; only its braces are counted. */
const LUA_BLOCK = /_by_lua_block$/;

/** Every directive and every head of a block, in the order of the text. A text that is cut off ends early. */
export function parseNginxConfig(text: string): NginxStatement[] {
  const statements: NginxStatement[] = [];
  let words: string[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (SPACE.test(character)) at += 1;
    else if (character === '#') at = endOfLine(text, at);
    else if (character === ';' || character === '{' || character === '}') {
      if (words.length > 0) statements.push({ words });
      const isLua = character === '{' && LUA_BLOCK.test(words[0] ?? '');
      words = [];
      at = isLua ? endOfBlock(text, at) : at + 1;
    } else {
      const word = readWord(text, at);
      words.push(word.text);
      at = word.end;
    }
  }
  return statements;
}

function readWord(text: string, from: number): { readonly text: string; readonly end: number } {
  const quote = text[from] === '"' || text[from] === "'" ? text[from] : undefined;
  let word = '';
  let at = quote === undefined ? from : from + 1;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\\') {
      at += 1;
      // nginx keeps the backslash before all but quotes and backslashes; a regular expression needs it.
      const escaped = text[at] ?? '';
      word += /["'\\]/.test(escaped) ? escaped : `\\${escaped}`;
    } else if (quote !== undefined) {
      if (character === quote) return { text: word, end: at + 1 };
      word += character;
    } else if (SPACE.test(character) || character === ';' || (character === '{' && !word.endsWith('$'))) {
      return { text: word, end: at };
    } else word += character;
  }
  return { text: word, end: at };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function endOfBlock(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}
