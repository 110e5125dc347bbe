// Parses assignments such as `limits.disk_quota_mb=2048` and `domains.alias_domains+=www2.example.com` into edits.

import type { CurrentTexts, SetEdit } from '../../desired/write-set.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import { fileNameOf, REVISION_FILES } from '../../model/set-files.ts';
import { valueAt } from './value-at.ts';
import { valuePlace } from './value-place.ts';

export interface Assignment {
  readonly file: SetEdit['file'];
  /** As typed, split at the dots. */
  readonly keys: readonly string[];
  readonly how: 'set' | 'add' | 'remove';
  readonly text: string;
}

/** @returns what is wrong with the assignment, as a string */
export function parseAssignment(word: string): Assignment | string {
  const match = /^([a-z]+)((?:\.(?:[A-Za-z0-9_*@]|-(?!=))+)+)(\+=|-=|=)([\s\S]*)$/.exec(word);
  const shape = `${JSON.stringify(word)} is not FILE.KEY=VALUE, such as limits.disk_quota_mb=2048`;
  if (match === null) return shape;
  const [, name, keys = '', operator, text = ''] = match;
  const known = [...REVISION_FILES, 'meta'] as const;
  const file = REVISION_FILES.find((each) => each === name);
  if (file === undefined && name !== 'meta')
    return `there is no file ${name}; the files are: ${known.join(', ')}`;
  const how = operator === '=' ? 'set' : operator === '+=' ? 'add' : 'remove';
  const fileName = file === undefined ? 'meta.json' : fileNameOf(file);
  return { file: fileName, keys: keys.slice(1).split('.'), how, text };
}

/**
 * Valid JSON is parsed, other text is taken as it is, so that no quotes inside quotes are needed; and so is a number
 * where the schema takes a text, such as 8.3. No value removes the key.
 */
function parseValue(text: string, isText: boolean): unknown {
  if (text === '') return undefined;
  const value = tryParseJson(text);
  if (value === undefined) return text;
  return isText && typeof value !== 'string' && value !== null ? text : value;
}

/** @returns what is wrong, as a string */
export function editsOf(assignments: readonly Assignment[], texts: CurrentTexts): SetEdit[] | string {
  const edits: SetEdit[] = [];
  const lists = new Map<string, readonly unknown[]>();
  for (const { file, keys, how, text } of assignments) {
    const found = valuePlace(file, keys, texts.get(file));
    // A key that the schema does not know is refused by the check of the set, which names the nearest one.
    const path = found?.path ?? keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    const isText = how === 'set' ? found?.isText : found?.isListOfTexts;
    const value = parseValue(text, isText === true);
    if (how === 'set') {
      edits.push({ file, path, value });
      continue;
    }
    const place = `${file} ${path.join('.')}`;
    const list = lists.get(place) ?? valueAt(texts.get(file), path);
    if (!Array.isArray(list)) return `${place} is not a list, so nothing can be added or removed`;
    const isSame = (item: unknown) => JSON.stringify(item) === JSON.stringify(value);
    if (how === 'remove' && !list.some(isSame)) return `${place} does not contain ${JSON.stringify(value)}`;
    const after =
      how === 'add' ? [...list.filter((item) => !isSame(item)), value] : list.filter((item) => !isSame(item));
    lists.set(place, after);
    edits.push({ file, path, value: after });
  }
  return edits;
}
