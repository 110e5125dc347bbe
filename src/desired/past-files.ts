// What a rollback writes: the files of a past revision, without its passwords and its status unless they are asked for.

import stringify from 'fast-json-stable-stringify';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json/json-value.ts';
import { tryParseJson } from '../model/json/try-parse-json.ts';
import { fileNameOf, REVISION_FILES, type RevisionFile, type SetFileName } from '../model/set-files.ts';

export interface RollbackChoice {
  /** Undefined: all five. */
  readonly only: readonly RevisionFile[] | undefined;
  readonly withPassword: boolean;
  readonly withStatus: boolean;
}

/** The values of a revision by its files, from its canonical text. */
export type RevisionValues = ReadonlyMap<RevisionFile, JsonObject>;

export function revisionValues(canonical: string): RevisionValues {
  const parsed = tryParseJson(canonical);
  const files = isJsonObject(parsed) ? parsed : {};
  return new Map(
    REVISION_FILES.flatMap((file) => {
      const value = files[file];
      return isJsonObject(value) ? [[file, value] as const] : [];
    }),
  );
}

/**
 * @param past the revision to return to
 * @param now where passwords and status are kept from
 * @returns the values to write, of the files that were chosen
 */
export function pastValues(
  past: RevisionValues,
  now: RevisionValues,
  choice: RollbackChoice,
): RevisionValues {
  const { only, withPassword, withStatus } = choice;
  return new Map(
    [...past]
      .filter(([file]) => only?.includes(file) ?? true)
      .map(([file, value]) => {
        const current = now.get(file);
        if (current === undefined) return [file, value];
        const kept = withPassword ? value : keepPasswords(value, current);
        return [file, withStatus || file !== 'account' ? kept : keepKey('status', kept, current)];
      }),
  );
}

/** A file with the same values is left as it is, because its formatting may be deliberate. */
export function changedFiles(
  values: RevisionValues,
  texts: ReadonlyMap<SetFileName, string>,
): Map<SetFileName, string> {
  return new Map(
    [...values]
      .filter(([file, value]) => !isSame(texts.get(fileNameOf(file)), value))
      .map(([file, value]) => [fileNameOf(file), `${JSON.stringify(value, null, 2)}\n`]),
  );
}

/** The values of the files as they are on the disk; a file that is not a JSON object is left out. */
export function currentValues(texts: ReadonlyMap<SetFileName, string>): RevisionValues {
  return new Map(
    REVISION_FILES.flatMap((file) => {
      const value = tryParseJson(texts.get(fileNameOf(file)) ?? '');
      return isJsonObject(value) ? [[file, value] as const] : [];
    }),
  );
}

const PASSWORD = 'password_hash';

/** Of the account itself, and of each entry of a list that has the same name on both sides, such as an FTP account. */
function keepPasswords(past: JsonObject, now: JsonObject): JsonObject {
  const inner = Object.fromEntries(
    Object.entries(past).map(([key, value]) => [key, keptInside(value, ownValue(now, key))]),
  );
  return Object.hasOwn(past, PASSWORD) || Object.hasOwn(now, PASSWORD)
    ? keepKey(PASSWORD, inner, now)
    : inner;
}

function keptInside(past: JsonValue, now: JsonValue | undefined): JsonValue {
  if (isJsonObject(past) && isJsonObject(now)) return keepPasswords(past, now);
  if (!Array.isArray(past) || !Array.isArray(now)) return past;
  return past.map((entry) => {
    const same = now.find((other) => isJsonObject(entry) && isJsonObject(other) && other.name === entry.name);
    return isJsonObject(entry) && isJsonObject(same) ? keepPasswords(entry, same) : entry;
  });
}

function keepKey(key: string, past: JsonObject, now: JsonObject): JsonObject {
  const current = ownValue(now, key);
  const { [key]: _, ...rest } = past;
  if (current === undefined) return rest;
  return Object.hasOwn(past, key) ? { ...past, [key]: current } : { ...rest, [key]: current };
}

function ownValue(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isSame(text: string | undefined, value: JsonObject): boolean {
  const current = text === undefined ? undefined : tryParseJson(text);
  return current !== undefined && stringify(current) === stringify(value);
}
