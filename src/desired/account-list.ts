// A list of new accounts as a person or another program gives it: CSV with a header, or a JSON object in each line.

import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { pointerOf } from '../model/finding.ts';
import { parseDocument } from '../model/json/parse-document.ts';
import { schemaFindings } from '../model/schema-findings.ts';
import { DomainName } from '../model/values/domain-name.ts';
import { Email } from '../model/values/email.ts';
import { PackageName } from '../model/values/package-name.ts';
import { Username } from '../model/values/username.ts';

const Row = z.strictObject({
  username: Username,
  primary_domain: DomainName,
  contact_email: Email.optional(),
  package: PackageName.optional(),
});

export interface ListedAccount extends z.infer<typeof Row> {
  /** In the list, from 1. */
  readonly line: number;
}

export interface ListProblem {
  readonly line: number;
  /** Such as `primary_domain`; empty where it is the line as a whole. */
  readonly column: string;
  readonly message: string;
  readonly remedy: string;
}

type AccountList =
  | { readonly ok: true; readonly accounts: readonly ListedAccount[] }
  | { readonly ok: false; readonly problems: readonly ListProblem[] };

type RawRow = { readonly line: number; readonly value: unknown } | { readonly problem: ListProblem };

const COLUMNS = Object.keys(Row.shape);
const HEADER = COLUMNS.join(',');

/** Checks each line by itself, and that no name occurs twice. */
export function parseAccountList(text: string): AccountList {
  const isJson = text.trimStart().startsWith('{');
  const checked = (isJson ? jsonRows(text) : csvRows(text)).map(checkRow);
  const accounts = checked.flatMap((row) => ('account' in row ? [row.account] : []));
  const problems = [
    ...checked.flatMap((row) => ('problems' in row ? row.problems : [])),
    ...repeated(accounts, 'username'),
    ...repeated(accounts, 'primary_domain'),
  ].sort((a, b) => a.line - b.line);
  if (problems.length > 0) return { ok: false, problems };
  if (accounts.length > 0) return { ok: true, accounts };
  const remedy = `write ${HEADER} in the first line, and an account in each further line`;
  return { ok: false, problems: [{ line: 1, column: '', message: 'names no account', remedy }] };
}

function jsonRows(text: string): RawRow[] {
  return text.split('\n').flatMap((content, index): RawRow[] => {
    if (content.trim() === '') return [];
    const line = index + 1;
    const parsed = parseDocument(new TextEncoder().encode(content));
    if (parsed.ok) return [{ line, value: parsed.document.value }];
    const [fault] = parsed.faults;
    const message = fault?.message ?? 'is not JSON';
    return [{ problem: { line, column: '', message, remedy: fault?.remedy ?? 'write one JSON object' } }];
  });
}

function csvRows(text: string): RawRow[] {
  let records: { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  try {
    records = z
      .array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.int() }) }))
      .parse(
        parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true }),
      );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : 1;
    const remedy = 'put a value with a comma or a quote in double quotes, and double each quote inside';
    return [{ problem: { line, column: '', message: 'is not CSV', remedy } }];
  }
  const [header, ...rows] = records;
  if (header === undefined) return [];
  const names = header.record;
  const unknown = names.find((name) => !COLUMNS.includes(name));
  const missing = ['username', 'primary_domain'].find((name) => !names.includes(name));
  const line = header.info.lines;
  if (unknown !== undefined || missing !== undefined || new Set(names).size < names.length) {
    const message = 'is not a header of the list';
    return [{ problem: { line, column: '', message, remedy: `write ${HEADER}` } }];
  }
  return rows.map(({ record, info: { lines } }): RawRow => {
    if (record.length > names.length) {
      const message = `has ${record.length} values, and the header has ${names.length}`;
      return { problem: { line: lines, column: '', message, remedy: 'remove the surplus values' } };
    }
    // An empty value stands for one that is not given.
    const given = names.flatMap((name, index) => (record[index] ? [[name, record[index]] as const] : []));
    return { line: lines, value: Object.fromEntries(given) };
  });
}

function checkRow(
  row: RawRow,
): { readonly account: ListedAccount } | { readonly problems: readonly ListProblem[] } {
  if ('problem' in row) return { problems: [row.problem] };
  const { line, value } = row;
  const read = Row.safeParse(value);
  if (read.success) return { account: { ...read.data, line } };
  const findings = schemaFindings('list', Row, read.error.issues, value, { ownKeys: false });
  return {
    problems: findings.map(({ path, message, remedy }) => ({
      line,
      column: pointerOf(path).slice(1),
      message,
      remedy,
    })),
  };
}

function repeated(accounts: readonly ListedAccount[], key: 'username' | 'primary_domain'): ListProblem[] {
  const first = new Map<string, number>();
  return accounts.flatMap((account) => {
    const { [key]: value, line } = account;
    const before = first.get(value);
    if (before === undefined) {
      first.set(value, line);
      return [];
    }
    const message = `is ${JSON.stringify(value)}, as in line ${before}`;
    return [{ line, column: key, message, remedy: 'keep one of the two lines' }];
  });
}
