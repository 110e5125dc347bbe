// The six files of a set, and which of them make up a revision.

export const REVISION_FILES = ['account', 'domains', 'limits', 'services', 'ssh'] as const;
export type RevisionFile = (typeof REVISION_FILES)[number];

export const SET_FILES = [
  'account.json',
  'limits.json',
  'domains.json',
  'services.json',
  'ssh.json',
  'meta.json',
] as const;
export type SetFileName = (typeof SET_FILES)[number];

/** In bytes, of each of the six files. */
export const LARGEST_FILE = 1024 * 1024;
export const SIZE_REMEDY = `take out what it can do without, until it has at most ${LARGEST_FILE} bytes`;

export function isSetFileName(name: string): name is SetFileName {
  return SET_FILES.some((known) => known === name);
}

export function fileNameOf(file: RevisionFile): SetFileName {
  return `${file}.json`;
}
