// Parses assignments such as `limits.disk_quota_mb=2048` and `domains.alias_domains+=www2.example.com` into edits.

import { editJson } from '../../desired/edit-json.ts';
import type { CurrentTexts, SetEdit } from '../../desired/write-set.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import { fileNameOf, REVISION_FILES } from '../../model/set-files.ts';
import { valueAt } from './value-at.ts';
import { namesOf, type ValuePlace, valuePlace } from './value-place.ts';

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
  // As the edits so far leave them, so that an entry can be added by one word and filled by the next.
  const after = new Map(texts);
  for (const assignment of assignments) {
    const { file } = assignment;
    const text = after.get(file);
    const found = valuePlace(file, assignment.keys, text);
    const edit = editOf(assignment, found, text);
    if (typeof edit === 'string') return edit;
    edits.push(edit);
    // A key that the schema does not know may not fit into the file at all.
    if (text !== undefined && found !== undefined) after.set(file, editJson(text, [edit]));
  }
  return edits;
}

function editOf(
  { file, keys, how, text }: Assignment,
  found: ValuePlace | undefined,
  current: string | undefined,
): SetEdit | string {
  // The check of the set refuses a key that the schema does not know, and names the nearest one.
  const path = found?.path ?? keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  const isText = how === 'set' ? found?.isText : found?.isListOfTexts;
  const value = parseValue(text, isText === true);
  if (how === 'set') return { file, path, value };
  const place = `${file} ${path.join('.')}`;
  // A list that is not there yet begins with its first entry.
  const list = valueAt(current, path) ?? (found?.isList === true ? [] : undefined);
  if (!Array.isArray(list)) return `${place} is not a list, so nothing can be added or removed`;
  // An entry is meant by its name, where it has one, or by all that it says.
  const isMeant = (item: unknown) =>
    JSON.stringify(item) === JSON.stringify(value) ||
    (typeof item === 'object' && namesOf(item).includes(text));
  if (how === 'remove' && !list.some(isMeant)) return `${place} does not contain ${JSON.stringify(value)}`;
  const others = list.filter((item) => !isMeant(item));
  if (how === 'remove') return { file, path, value: others };
  const name = found?.nameOfEntries;
  if (name === undefined || typeof value === 'object') return { file, path, value: [...others, value] };
  return { file, path, value: others.length < list.length ? list : [...list, { [name]: text }] };
}
