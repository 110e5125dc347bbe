// Finds which field of which file each line of a generated file comes from: it renders the file again with each
// field changed and compares the results, so that no renderer has to record the origin of its lines.

import { diffArrays } from 'diff';
import type { ResourceController } from '../../../controllers/controller.ts';
import type { Account } from '../../model/account.ts';
import { type Rendering, renderFile } from './rendered-files.ts';
import { type Field, variationsOf } from './variations.ts';

interface FileOrigin {
  /** By line, from 0: the fields that change the line. */
  readonly shapedBy: readonly (readonly Field[])[];
  /** Fields without whose value the file would not exist. */
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
