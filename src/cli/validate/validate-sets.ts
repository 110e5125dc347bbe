// Checks sets from anywhere: each by itself, against the published schemas, and all of them against each other.

import { readFilesOnDisk, type SetOnDisk } from '../../host/users-folder/sets-on-disk.ts';
import type { Account } from '../../model/account.ts';
import { checkParsed } from '../../model/check-set.ts';
import type { HostFacts } from '../../model/host-facts.ts';
import type { JsonDocument } from '../../model/json/parse-document.ts';
import { createSchemaValidator, type SchemaValidator } from '../../model/json-schema/validator.ts';
import { parseSet } from '../../model/parse-set.ts';
import { placeProblems } from '../../model/place-problems.ts';
import type { Problem } from '../../model/problem.ts';
import { quoted } from '../../model/quoted.ts';
import { resolveClaims } from '../../model/rules/across-accounts.ts';
import type { SetFileName } from '../../model/set-files.ts';
import { PUBLISHED_SCHEMAS } from './published-schemas.ts';

export interface ValidatedSet extends SetOnDisk {
  readonly revision: string | undefined;
  readonly problems: readonly Problem[];
}

export function validateSets(sets: readonly SetOnDisk[], facts: HostFacts): ValidatedSet[] {
  const complaintsOf = createSchemaValidator(PUBLISHED_SCHEMAS);
  const accounts = new Map<string, Account>();
  const validated = sets.map((set): ValidatedSet => {
    const { files, problems: unreadable } = readFilesOnDisk(set.path);
    const parsed = parseSet(files);
    const checked = checkParsed(set.username, parsed, facts);
    if (!checked.ok)
      return { ...set, revision: undefined, problems: withUnreadable(unreadable, checked.problems) };
    const problems = [...unreadable, ...schemaProblems(parsed.documents, complaintsOf)];
    if (problems.length === 0 && !accounts.has(set.username)) accounts.set(set.username, checked.account);
    return { ...set, revision: checked.account.revision, problems };
  });
  const clashes = resolveClaims(accounts.values(), () => undefined);
  const namesakes = new Map<string, SetOnDisk>();
  return validated.map((set) => {
    const namesake = namesakes.get(set.username);
    if (namesake !== undefined) return { ...set, problems: [...set.problems, duplicateOf(namesake)] };
    namesakes.set(set.username, set);
    const clash = set.problems.length === 0 ? clashes.get(set.username) : undefined;
    if (clash === undefined) return set;
    return { ...set, problems: placeProblems(clash, readFilesOnDisk(set.path).files) };
  });
}

function duplicateOf({ username, path }: SetOnDisk): Problem {
  return {
    file: '.',
    pointer: '',
    line: null,
    column: null,
    message: `is a second account named ${username}, beside ${quoted(path)}`,
    remedy: 'rename one of them; folders of several hosts are checked one after the other',
  };
}

/** A file that exists and cannot be read is not reported as missing too. */
function withUnreadable(unreadable: readonly Problem[], problems: readonly Problem[]): Problem[] {
  const reported = new Set(unreadable.map(({ file }) => file));
  return [
    ...unreadable,
    ...problems.filter(({ file, pointer, line }) => !reported.has(file) || pointer !== '' || line !== null),
  ];
}

/** Reports a set that zod accepts and the published schema refuses: then one of the two is wrong. */
function schemaProblems(
  documents: ReadonlyMap<SetFileName, JsonDocument>,
  complaintsOf: SchemaValidator,
): Problem[] {
  return [...documents].flatMap(([file, { value }]) =>
    complaintsOf(file, value).map(({ pointer, message }) => ({
      file,
      pointer,
      line: null,
      column: null,
      message: `does not fit its JSON Schema: ${message}`,
      remedy: 'run `npm run schemas` if the schemas are older than the program',
    })),
  );
}
