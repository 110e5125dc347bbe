// The bytes of a set's files to values that still know their places, and what no parser could read.

import { type JsonDocument, parseDocument } from './json/parse-document.ts';
import { positionAt } from './json/position.ts';
import { MOST_PROBLEMS, type Problem } from './problem.ts';
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
    else {
      for (const { offset, ...fault } of parsed.faults.slice(0, MOST_PROBLEMS + 1)) {
        problems.push({ file, ...positionAt(parsed.text, offset), ...fault });
      }
    }
  }
  return { documents, problems };
}

function missing(file: SetFileName): Problem {
  return { file, pointer: '', line: null, column: null, message: 'is missing', remedy: 'add the file' };
}
