// What nginx says of a refused configuration goes to the status, the log and MariaDB: it carries no time and no process,
// repeats nothing of what only the operator has written, and names the operator's files instead of their copies.

import { snippetPlace } from '../../renderers/nginx-snippets.ts';
import type { FileChange } from '../../src/host/root-files.ts';
import { REDACTED } from '../../src/model/redact.ts';

const TIME_AND_PROCESS = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (\[\w+\]) \d+#\d+: /gm;
/** Where the fault lies, at the end of a message. */
const PLACE = /^(.*)( in \/\S+:\d+)$/;
/** Made by jopanel from the sets. The copies of the operator's snippets end in `.snippets`. */
const GENERATED = / in \/etc\/nginx\/(?:conf\.d\/jopanel|jopanel\/[a-z0-9]+)\.conf:\d+$/;
const QUOTED = /"([^"]*)"( directive)?/g;

const PLACE_IN_COPY = / in (\/\S+\.snippets):(\d+)$/;

export function cleanNginxOutput(output: string, changes: readonly FileChange[] = []): string {
  return output
    .replace(TIME_AND_PROCESS, '$1 ')
    .split('\n')
    .map((line) => atItsSource(withoutOperatorsText(line), changes))
    .join('\n');
}

/** A copy is made again at each pass: what has to be corrected is the operator's own file. */
function atItsSource(line: string, changes: readonly FileChange[]): string {
  return line.replace(PLACE_IN_COPY, (whole, copy: string, number: string) => {
    const text = changes.find(({ path }) => path === copy)?.text;
    const place = typeof text === 'string' ? snippetPlace(text, Number(number)) : undefined;
    return place === undefined ? whole : ` in ${place.path}:${place.line}`;
  });
}

/** A word of the operator's own files, such as a key whose quotes are missing, may be a secret. */
function withoutOperatorsText(line: string): string {
  const [, words = '', place = ''] = PLACE.exec(line) ?? [];
  if (place === '' || GENERATED.test(place)) return line;
  // A word with quotes in it cannot be told from two words.
  if ((words.split('"').length - 1) % 2 === 1) return `${words.replace(/".*"/, `"${REDACTED}"`)}${place}`;
  const kept = words.replace(QUOTED, (whole, word: string, directive = '') =>
    isHarmless(word, directive !== '') ? whole : `"${REDACTED}"${directive}`,
  );
  return `${kept}${place}`;
}

/** The name of a directive that nginx knows, a path, or punctuation. */
function isHarmless(word: string, isDirective: boolean): boolean {
  return isDirective ? /^\w+$/.test(word) : /^[{};]$|^\/[\w./-]*$/.test(word);
}
