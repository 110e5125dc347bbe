// Builds a set out of the reference account and a table's changes.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { editJson } from '../../src/desired/edit-json.ts';
import { type CheckedSet, checkSet } from '../../src/model/check-set.ts';
import { DEFAULT_HOST_FACTS, type HostFacts } from '../../src/model/host-facts.ts';
import { isSetFileName, SET_FILES, type SetFileName } from '../../src/model/set-files.ts';

export const FACTS: HostFacts = { ...DEFAULT_HOST_FACTS, hostname: 'panel.host.example.net' };

const REFERENCE = new URL('../../fixtures/users/joko/', import.meta.url);

export const Case = z.strictObject({
  name: z.string(),
  /** By `file#/pointer`. */
  set: z.record(z.string(), z.unknown()),
  remove: z.array(z.string()).default([]),
  /** Each `file pointer message`, and after a bar a part of the remedy. */
  problems: z.array(z.string()),
});
export type Case = z.infer<typeof Case>;

export function referenceTexts(): Map<SetFileName, string> {
  return new Map(SET_FILES.map((file) => [file, readFileSync(new URL(file, REFERENCE), 'utf8')]));
}

export function bytesOf(texts: ReadonlyMap<SetFileName, string>): Map<SetFileName, Uint8Array> {
  return new Map([...texts].map(([file, text]) => [file, new TextEncoder().encode(text)]));
}

export function textsOf({
  set,
  remove = [],
}: Pick<Case, 'set'> & { remove?: string[] }): Map<SetFileName, string> {
  const texts = referenceTexts();
  for (const [place, value] of Object.entries(set)) edit(texts, place, value);
  for (const place of remove) edit(texts, place, undefined);
  return texts;
}

/** @param place `file#/pointer`; undefined as the value removes what is there */
export function edit(texts: Map<SetFileName, string>, place: string, value: unknown): void {
  const [file = '', pointer = ''] = place.split('#');
  if (!isSetFileName(file)) throw new Error(`no file ${file}`);
  const path: (string | number)[] = [];
  let holder: unknown = JSON.parse(texts.get(file) ?? 'null');
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(holder) ? Number(key) : key);
    holder = holder instanceof Object && Object.hasOwn(holder, key) ? Reflect.get(holder, key) : undefined;
  }
  texts.set(
    file,
    path.length === 0 ? JSON.stringify(value) : editJson(texts.get(file) ?? '', [{ path, value }]),
  );
}

export function checkTexts(texts: ReadonlyMap<SetFileName, string>, username = 'joko'): CheckedSet {
  return checkSet(username, bytesOf(texts), FACTS);
}
