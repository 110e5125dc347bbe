// The reference set as texts, with edits made to it and checked as the product does.

import { readFileSync } from 'node:fs';
import { editJson } from '../../../src/desired/edit-json.ts';
import type { SetEdit } from '../../../src/desired/write-set.ts';
import { type CheckedSet, checkSet } from '../../../src/model/check-set.ts';
import { SET_FILES, type SetFileName } from '../../../src/model/set-files.ts';

const FIXTURE = new URL('../../../fixtures/users/joko/', import.meta.url);

export type Texts = ReadonlyMap<SetFileName, string>;

export function referenceTexts(edits: readonly SetEdit[] = []): Texts {
  const texts = new Map(SET_FILES.map((name) => [name, readFileSync(new URL(name, FIXTURE), 'utf8')]));
  return withEdits(texts, edits);
}

/** @throws what is wrong, where the edits are not possible */
export function withEdits(texts: Texts, edits: readonly SetEdit[] | string): Texts {
  if (typeof edits === 'string') throw new Error(edits);
  const after = new Map(texts);
  for (const edit of edits) after.set(edit.file, editJson(after.get(edit.file) ?? '{}\n', [edit]));
  return after;
}

export function checked(texts: Texts): CheckedSet {
  const encoder = new TextEncoder();
  return checkSet('joko', new Map([...texts].map(([name, text]) => [name, encoder.encode(text)])), undefined);
}

/** The domains of a set that is valid. @throws its problems */
export function domainsOf(texts: Texts) {
  const set = checked(texts);
  if (!set.ok) throw new Error(JSON.stringify(set.problems));
  return set.account.domains;
}
