// The name of one whole desired state: a hash over the five files as they were parsed.

import stringify from 'fast-json-stable-stringify';
import { z } from 'zod';
import { digestOf } from './digest.ts';
import { REVISION_FILES, type RevisionFile } from './set-files.ts';

export const Revision = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);
export type Revision = z.infer<typeof Revision>;

export type ParsedSet = Readonly<Record<RevisionFile, unknown>>;

/** Keys sorted, no spaces, `x_` keys included, no defaults: `jq -cjSn` gives the same text. */
export function canonicalOf(parsed: ParsedSet): string {
  return stringify(Object.fromEntries(REVISION_FILES.map((file) => [file, parsed[file]])));
}

export function revisionOf(parsed: ParsedSet): Revision {
  return revisionOfCanonical(canonicalOf(parsed));
}

export function revisionOfCanonical(canonical: string): Revision {
  return digestOf(canonical);
}
