// The differences between the files of two revisions, or between one and the files as they are.

import { unifiedDiff } from '../../status/unified-diff.ts';
import { shortRevision } from '../terminal/format.ts';

const FILES = ['account', 'limits', 'domains', 'services', 'ssh'] as const;

export interface Side {
  /** A revision, or `files`: as they are on the disk now. */
  readonly name: string;
  /** The values by the names of the files, such as `account`; secrets are redacted. */
  readonly files: Readonly<Record<string, unknown>>;
}

interface FileDifference {
  readonly file: string;
  /** In the unified format. */
  readonly diff: string;
}

/** @returns an entry for each file that differs */
export function fileDifferences(from: Side, to: Side): FileDifference[] {
  return FILES.flatMap((file) => {
    const [older, newer] = [text(from.files[file]), text(to.files[file])];
    if (older === newer) return [];
    const [oldName, newName] = [`${file}.json (${sideLabel(from)})`, `${file}.json (${sideLabel(to)})`];
    return [{ file: `${file}.json`, diff: unifiedDiff(oldName, newName, older, newer) }];
  });
}

export function sideLabel({ name }: Side): string {
  return name === 'files' ? 'the files now' : shortRevision(name);
}

/** Sorts the keys: the journal stores them sorted, and a file may not. */
function text(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
