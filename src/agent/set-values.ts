// The values of a set as it stands, for changes that start from them, and the name of its revision.

import { isJsonObject, type JsonObject } from '../model/json/json-value.ts';
import { parseSet } from '../model/parse-set.ts';
import type { Problem } from '../model/problem.ts';
import { revisionOf } from '../model/revision.ts';
import { SET_FILES, type SetFileName } from '../model/set-files.ts';

export interface SetValues {
  readonly revision: string;
  readonly files: Readonly<Record<SetFileName, JsonObject>>;
}

type ReadValues =
  | { readonly ok: true; readonly values: SetValues }
  /** A file is missing, or is no JSON object: there is nothing that a change could start from. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function setValues(texts: ReadonlyMap<SetFileName, string>): ReadValues {
  const encoder = new TextEncoder();
  const { documents, problems } = parseSet(
    new Map([...texts].map(([file, text]) => [file, encoder.encode(text)])),
  );
  const read = (file: SetFileName): JsonObject => {
    const value = documents.get(file)?.value;
    return isJsonObject(value) ? value : {};
  };
  const noObjects = SET_FILES.filter(
    (file) => documents.has(file) && !isJsonObject(documents.get(file)?.value),
  );
  const all = [...problems, ...noObjects.map(notAnObject)];
  if (all.length > 0) return { ok: false, problems: all };
  const files = {
    'account.json': read('account.json'),
    'limits.json': read('limits.json'),
    'domains.json': read('domains.json'),
    'services.json': read('services.json'),
    'ssh.json': read('ssh.json'),
    'meta.json': read('meta.json'),
  };
  const revision = revisionOf({
    account: files['account.json'],
    limits: files['limits.json'],
    domains: files['domains.json'],
    services: files['services.json'],
    ssh: files['ssh.json'],
  });
  return { ok: true, values: { revision, files } };
}

function notAnObject(file: SetFileName): Problem {
  return {
    file,
    pointer: '',
    line: null,
    column: null,
    message: 'is not a JSON object',
    remedy: 'write an object: {"key": value}',
  };
}
