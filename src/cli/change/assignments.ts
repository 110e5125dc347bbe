// Parses assignments such as `limits.disk_quota_mb=2048` and `domains.alias_domains+=www2.example.com` into edits.

import { z } from 'zod';
import type { CurrentTexts, SetEdit } from '../../desired/write-set.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import { FILE_SCHEMAS } from '../../model/json-schema/files.ts';
import { schemaAt, unwrapped } from '../../model/schema-at.ts';
import { fileNameOf, REVISION_FILES, type SetFileName } from '../../model/set-files.ts';
import { valueAt } from './value-at.ts';

export interface Assignment {
  readonly file: SetEdit['file'];
  readonly path: readonly (string | number)[];
  readonly how: 'set' | 'add' | 'remove';
  readonly value: unknown;
}

/** @returns what is wrong with the assignment, as a string */
export function parseAssignment(word: string): Assignment | string {
  const match = /^([a-z]+)((?:\.[A-Za-z0-9_]+)+)(\+=|-=|=)([\s\S]*)$/.exec(word);
  const shape = `${JSON.stringify(word)} is not FILE.KEY=VALUE, such as limits.disk_quota_mb=2048`;
  if (match === null) return shape;
  const [, name, keys = '', operator, text = ''] = match;
  const known = [...REVISION_FILES, 'meta'] as const;
  const file = REVISION_FILES.find((each) => each === name);
  if (file === undefined && name !== 'meta')
    return `there is no file ${name}; the files are: ${known.join(', ')}`;
  const path = keys
    .slice(1)
    .split('.')
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  const how = operator === '=' ? 'set' : operator === '+=' ? 'add' : 'remove';
  const fileName = file === undefined ? 'meta.json' : fileNameOf(file);
  const place = how === 'set' ? path : [...path, 0];
  return { file: fileName, path, how, value: parseValue(text, fileName, place) };
}

/**
 * Valid JSON is parsed, other text is taken as it is, so that no quotes inside quotes are needed. Where the schema
 * wants text, 8.3 is text as well. No value removes the key.
 */
function parseValue(text: string, file: SetFileName, path: Assignment['path']): unknown {
  if (text === '') return undefined;
  const value = tryParseJson(text);
  if (value === undefined) return text;
  const schema = schemaAt(FILE_SCHEMAS[file], path);
  if (schema === undefined || z.safeParse(schema, value).success) return value;
  return typeof value !== 'string' && unwrapped(schema)._zod.def.type === 'string' ? text : value;
}

/** @returns what is wrong, as a string */
export function editsOf(assignments: readonly Assignment[], texts: CurrentTexts): SetEdit[] | string {
  const edits: SetEdit[] = [];
  const lists = new Map<string, readonly unknown[]>();
  for (const { file, path, how, value } of assignments) {
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
