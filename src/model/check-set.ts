// The six files of one account, as bytes, to a checked account or to everything that is wrong with them.

import type { z } from 'zod';
import type { Account } from './account.ts';
import { AccountFile } from './files/account-file.ts';
import { DomainsFile } from './files/domains-file.ts';
import { LimitsFile } from './files/limits-file.ts';
import { MetaFile } from './files/meta-file.ts';
import { migrate } from './files/migrate.ts';
import { ServicesFile } from './files/services-file.ts';
import { SshFile } from './files/ssh-file.ts';
import type { Finding } from './finding.ts';
import type { HostFacts } from './host-facts.ts';
import type { JsonValue } from './json/json-value.ts';
import { type ParsedFiles, parseSet } from './parse-set.ts';
import { type PartialSet, partialSetOf } from './partial-set.ts';
import { inOrder, placeFindings } from './place-findings.ts';
import { withoutPrivateKeys } from './private-keys.ts';
import type { Problem } from './problem.ts';
import { canonicalOf, type ParsedSet, revisionOfCanonical } from './revision.ts';
import { checkApps } from './rules/apps.ts';
import { checkCounts } from './rules/counts.ts';
import { checkCronJobs } from './rules/cron.ts';
import { checkDatabaseUsers } from './rules/databases.ts';
import { checkIdentity } from './rules/identity.ts';
import { checkNames } from './rules/names.ts';
import { checkOwnNames } from './rules/own-names.ts';
import { checkPaths } from './rules/paths.ts';
import { checkPhp } from './rules/php.ts';
import { checkPool } from './rules/pool.ts';
import type { Rule } from './rules/rule.ts';
import { checkSites } from './rules/sites.ts';
import { checkSshPolicy } from './rules/ssh-policy.ts';
import { schemaFindings } from './schema-findings.ts';
import { fileNameOf, REVISION_FILES, type RevisionFile, type SetFileName } from './set-files.ts';
import { parseUsername, Username } from './values/username.ts';

export type CheckedSet =
  | {
      readonly ok: true;
      readonly account: Account;
      /** The text whose hash is the revision; `accountFromCanonical` reads it back. */
      readonly canonical: string;
      readonly meta: MetaFile | undefined;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const RULES: readonly Rule[] = [
  checkIdentity,
  checkNames,
  checkSites,
  checkCounts,
  checkPaths,
  checkPool,
  checkPhp,
  checkSshPolicy,
  checkApps,
  checkCronJobs,
  checkOwnNames,
  checkDatabaseUsers,
];

/** `facts` undefined: check only what holds on every host. */
export function checkSet(
  username: string,
  files: ReadonlyMap<SetFileName, Uint8Array>,
  facts: HostFacts | undefined,
): CheckedSet {
  return checkParsed(username, parseSet(files), facts);
}

export function checkParsed(
  username: string,
  { documents, problems }: ParsedFiles,
  facts: HostFacts | undefined,
): CheckedSet {
  const values = new Map([...documents].map(([file, { value }]) => [file, value]));
  const { findings, checked } = checkValues(username, values, facts);
  const all = [...folderProblems(username), ...problems, ...placeFindings(findings, documents)];
  return all.length > 0 || checked === undefined ? { ok: false, problems: inOrder(all) } : checked;
}

interface CheckedValues {
  readonly findings: readonly Finding[];
  /** Undefined where something is found, or a file is not there. */
  readonly checked: (CheckedSet & { readonly ok: true }) | undefined;
}

function checkValues(
  username: string,
  parsed: ReadonlyMap<SetFileName, JsonValue>,
  facts: HostFacts | undefined,
  /** Of the same, where it is known. */
  canonical?: string,
): CheckedValues {
  const values = new Map([...parsed].map(([file, value]) => [file, migrate(withoutPrivateKeys(value))]));
  const read = <S extends z.ZodType>(file: SetFileName, schema: S): Read<z.output<S>> =>
    readFile(file, schema, values.has(file), values.get(file));

  const name = Username.safeParse(username);
  const account = read('account.json', AccountFile);
  const limits = read('limits.json', LimitsFile);
  const domains = read('domains.json', DomainsFile);
  const services = read('services.json', ServicesFile);
  const ssh = read('ssh.json', SshFile);
  const meta = read('meta.json', MetaFile);

  const whole =
    account.value && limits.value && domains.value && services.value && ssh.value
      ? {
          account: account.value,
          limits: limits.value,
          domains: domains.value,
          services: services.value,
          ssh: ssh.value,
        }
      : undefined;
  const draft: PartialSet =
    whole === undefined ? partialSetOf(username, parsedSet(values)) : { username, ...whole };
  const findings = [account, limits, domains, services, ssh, meta]
    .flatMap((each) => each.findings)
    .concat(RULES.flatMap((rule) => rule(draft, facts)));
  if (findings.length > 0 || whole === undefined || !name.success) return { findings, checked: undefined };

  const text = canonical ?? canonicalOf(parsedSet(parsed));
  const revision = revisionOfCanonical(text);
  const checked = {
    ok: true as const,
    account: { username: name.data, revision, ...whole },
    canonical: text,
    meta: meta.value,
  };
  return { findings, checked };
}

interface Read<T> {
  readonly value: T | undefined;
  readonly findings: readonly Finding[];
}

function readFile<S extends z.ZodType>(
  file: SetFileName,
  schema: S,
  isThere: boolean,
  input: unknown,
): Read<z.output<S>> {
  if (!isThere) return { value: undefined, findings: [] };
  const result = schema.safeParse(input);
  if (result.success) return { value: result.data, findings: [] };
  return { value: undefined, findings: schemaFindings(file, schema, result.error.issues, input) };
}

function folderProblems(username: string): Problem[] {
  const parsed = parseUsername(username);
  if (parsed.ok) return [];
  const { message, remedy } = parsed;
  return [
    { file: '.', pointer: '', line: null, column: null, message: `the folder's name ${message}`, remedy },
  ];
}

function parsedSet(values: ReadonlyMap<SetFileName, unknown>): ParsedSet {
  const value = (file: RevisionFile): unknown => values.get(fileNameOf(file));
  return {
    account: value('account'),
    domains: value('domains'),
    limits: value('limits'),
    services: value('services'),
    ssh: value('ssh'),
  };
}

/** Reads back what the journal keeps. Without `facts`, as they may have changed since it was accepted, no rule asks for them. */
export function accountFromCanonical(username: string, canonical: string, facts?: HostFacts): CheckedSet {
  const content: JsonValue = JSON.parse(canonical);
  const values = new Map<SetFileName, JsonValue>();
  if (typeof content === 'object' && content !== null) {
    for (const [name, value] of Object.entries(content)) {
      const file = REVISION_FILES.find((each) => each === name);
      if (file !== undefined) values.set(fileNameOf(file), value);
    }
  }
  const { checked } = checkValues(username, values, facts, canonical);
  if (checked !== undefined) return checked;
  // Problems are reported as places in the files that a person would see.
  const encoder = new TextEncoder();
  const files = [...values].map(
    ([file, value]) => [file, encoder.encode(JSON.stringify(value, null, 2))] as const,
  );
  return checkSet(username, new Map(files), facts);
}
