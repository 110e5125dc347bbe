// The bytes of a set's files to values that still know their places, and what no parser could read.

import { type JsonDocument, parseDocument } from './json/parse-document.ts';
import { placeFaults } from './place-findings.ts';
import type { Problem } from './problem.ts';
import { SET_FILES, type SetFileName } from './set-files.ts';

export interface ParsedFiles {
  readonly documents: ReadonlyMap<SetFileName, JsonDocument>;
  readonly problems: readonly Problem[];
}

export function parseSet(files: ReadonlyMap<SetFileName, Uint8Array>): ParsedFiles {
  const documents = new Map<SetFileName, JsonDocument>();
  const problems: Problem[] = [];
  for (const file of SET_FILES) {
    const bytes = files.get(file);
    if (bytes === undefined) {
      if (file !== 'meta.json') problems.push(missing(file));
      continue;
    }
    const parsed = parseDocument(bytes);
    if (parsed.ok) documents.set(file, parsed.document);
    else problems.push(...placeFaults(file, parsed.text, parsed.faults));
  }
  return { documents, problems };
}

function missing(file: SetFileName): Problem {
  return { file, pointer: '', line: null, column: null, message: 'is missing', remedy: 'add the file' };
}
