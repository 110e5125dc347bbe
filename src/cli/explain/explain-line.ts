// Which field of which file gave each line of a generated file: found by writing the file anew with each field
// changed, so that no renderer has to keep books.

import { diffArrays } from 'diff';
import type { ResourceController } from '../../../controllers/controller.ts';
import type { Account } from '../../model/account.ts';
import { type Rendering, renderFile } from './rendered-files.ts';
import { type Field, variationsOf } from './variations.ts';

export interface FileOrigin {
  /** By line, from 0: the fields that it changes with. */
  readonly shapedBy: readonly (readonly Field[])[];
  /** Fields without whose value the whole file would not be there. */
  readonly neededBy: readonly Field[];
}

export async function originOf(
  rendering: Rendering,
  controller: ResourceController,
  account: Account,
  { path, lines }: { readonly path: string; readonly lines: readonly string[] },
): Promise<FileOrigin> {
  const shapedBy = lines.map(() => new Set<Field>());
  const neededBy = new Set<Field>();
  for (const { field, account: varied } of variationsOf(account)) {
    if (neededBy.has(field)) continue;
    const other = await renderFile(rendering, controller, varied, path);
    if (other === null) neededBy.add(field);
    else if (other !== undefined)
      for (const index of linesLost(lines, other.split('\n'))) shapedBy[index]?.add(field);
  }
  return { shapedBy: shapedBy.map((fields) => [...fields]), neededBy: [...neededBy] };
}

function linesLost(before: readonly string[], after: readonly string[]): number[] {
  const lost: number[] = [];
  let at = 0;
  for (const { value, added, removed } of diffArrays([...before], [...after])) {
    if (added) continue;
    if (removed) lost.push(...value.map((_, index) => at + index));
    at += value.length;
  }
  return lost;
}
