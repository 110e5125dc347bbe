// One JSON file by one schema, for the files beside the sets: each error says where, what, and what to do.

import type { z } from 'zod';
import type { Finding } from './finding.ts';
import { parseDocument } from './json/parse-document.ts';
import { inOrder, placeFaults, placeFindings } from './place-findings.ts';
import { formatProblem, type Problem } from './problem.ts';
import { schemaFindings } from './schema-findings.ts';

type ParsedJsonFile<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errors: readonly string[] };

/**
 * @param file what errors call it
 * @param check finds what no schema can say of a value that it accepts
 */
export function parseJsonFile<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
  check: (value: z.output<Schema>) => readonly Finding<string>[] = () => [],
): ParsedJsonFile<z.output<Schema>> {
  const parsed = parseDocument(new TextEncoder().encode(text));
  if (!parsed.ok) return refused(placeFaults(file, parsed.text, parsed.faults));
  const { document } = parsed;
  const result = schema.safeParse(document.value);
  const findings = result.success
    ? check(result.data)
    : schemaFindings(file, schema, result.error.issues, document.value, { ownKeys: false });
  if (result.success && findings.length === 0) return { ok: true, value: result.data };
  return refused(placeFindings(findings, new Map([[file, document]])));
}

function refused(problems: readonly Problem[]): { readonly ok: false; readonly errors: readonly string[] } {
  return { ok: false, errors: inOrder(problems).map(formatProblem) };
}
