// Which field of which file gave a line of a generated file: found by writing the file anew with each field
// changed, so that no renderer has to keep books.

import { diffArrays } from 'diff';
import type { ResourceController } from '../../../controllers/controller.ts';
import type { Account } from '../../model/account.ts';
import { type Rendering, renderFile } from './rendered-files.ts';
import { type Field, variationsOf } from './variations.ts';

export interface LineOrigin {
  /** Fields that the line changes with. */
  readonly shapedBy: readonly Field[];
  /** Fields without whose value the whole file would not be there. */
  readonly neededBy: readonly Field[];
}

/** @param index of the line in `text`, from 0 */
export async function originOf(
  rendering: Rendering,
  controller: ResourceController,
  account: Account,
  { path, text, index }: { readonly path: string; readonly text: string; readonly index: number },
): Promise<LineOrigin> {
  const shapedBy = new Map<string, Field>();
  const neededBy = new Map<string, Field>();
  for (const { field, account: varied } of variationsOf(account)) {
    const name = [field.file, ...field.path].join('.');
    if (shapedBy.has(name) || neededBy.has(name)) continue;
    const other = await renderFile(rendering, controller, varied, path);
    if (other === null) neededBy.set(name, field);
    else if (other !== undefined && !keepsLine(text, other, index)) shapedBy.set(name, field);
  }
  return { shapedBy: [...shapedBy.values()], neededBy: [...neededBy.values()] };
}

function keepsLine(before: string, after: string, index: number): boolean {
  let at = 0;
  for (const { value, added, removed } of diffArrays(before.split('\n'), after.split('\n'))) {
    if (added) continue;
    if (index < at + value.length) return !removed;
    at += value.length;
  }
  return false;
}
