import { isGenerated } from '../renderers/header.ts';
import type { HostReader } from '../src/host/host.ts';
import type { FileChange, FoundFile, Ownership } from '../src/host/root-files.ts';
import type { ReconcileContext } from './controller.ts';

export const PUBLIC: Ownership = { uid: 0, gid: 0, mode: 0o644 };
/** For what root alone reads, such as the main process of a service: it may hold what no account is to see. */
export const PRIVATE: Ownership = { uid: 0, gid: 0, mode: 0o600 };

export type FileComparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'differs'; readonly change: FileChange; readonly before: string | null }
  | { readonly kind: 'foreign'; readonly message: string };

/** Compares a generated file with what lies at its path. `text: null` means that no file should be there. */
export function compareFile(
  path: string,
  text: string | null,
  as: Ownership,
  found: FoundFile,
  context: Pick<ReconcileContext, 'owns'>,
): FileComparison {
  if (found.kind === 'absent') {
    if (text === null) return { kind: 'same' };
    return { kind: 'differs', change: { path, text, ...as }, before: null };
  }
  if (found.kind === 'other') {
    return { kind: 'foreign', message: `${path} is ${found.what}; move it away` };
  }
  const same = found.text === text && found.mode === as.mode && found.uid === as.uid && found.gid === as.gid;
  if (same) return { kind: 'same' };
  if (!isGenerated(found.text) && !context.owns(fileItem(path))) {
    return { kind: 'foreign', message: `${path} was not made by jopanel; move it away` };
  }
  return { kind: 'differs', change: { path, text, ...as }, before: found.text };
}

/** The inventory's name for a file. */
export function fileItem(path: string): string {
  return `file:${path}`;
}

/** Reads many files, one after the other: no disk is faster for being asked for two at a time. */
export async function readAll(host: HostReader, paths: Iterable<string>): Promise<Map<string, FoundFile>> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) found.set(path, await host.files.read(path));
  return found;
}
