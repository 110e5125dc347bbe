// Gives line and column to problems that were found without the text at hand, such as those across accounts.

import jsonc from 'jsonc-parser';
import { parseDocument } from './json/parse-document.ts';
import { positionAt } from './json/position.ts';
import type { Problem } from './problem.ts';
import { isSetFileName, type SetFileName } from './set-files.ts';

export function placeProblems(
  problems: readonly Problem[],
  files: ReadonlyMap<SetFileName, Uint8Array>,
): readonly Problem[] {
  return problems.map((problem) => {
    if (problem.line !== null || !isSetFileName(problem.file)) return problem;
    const bytes = files.get(problem.file);
    const parsed = bytes === undefined ? undefined : parseDocument(bytes);
    if (parsed === undefined || !parsed.ok) return problem;
    const node = nodeAt(parsed.document.root, problem.pointer);
    return node === undefined ? problem : { ...problem, ...positionAt(parsed.document.text, node.offset) };
  });
}

function nodeAt(root: jsonc.Node, pointer: string): jsonc.Node | undefined {
  let node: jsonc.Node | undefined = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    node = node && jsonc.findNodeAtLocation(node, [node.type === 'array' ? Number(key) : key]);
  }
  return node;
}
