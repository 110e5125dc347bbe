import path from 'node:path';
import type { Ownership } from '../../root-files.ts';
import type { FolderCalls } from '../folder-handle.ts';
import { openBase } from './trusted-base.ts';

/** Corrects the owner and mode of a home. @throws ENOENT, or ENOTDIR or ELOOP where a link stands in its place */
export function setHomeOwnership(calls: Pick<FolderCalls, 'open'>, home: string, as: Ownership): void {
  using base = openBase(calls, path.dirname(home));
  using folder = base.openBelow(path.basename(home));
  folder.setOwnership(as);
}
