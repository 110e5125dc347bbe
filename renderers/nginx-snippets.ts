import { accountName } from './encode-path.ts';
import { header } from './header.ts';

/** A file of the operator's, and the digest of what it holds. */
export interface Snippet {
  readonly path: string;
  readonly digest: string;
  readonly text: string;
}

/**
 * `/etc/nginx/jopanel/<username>.snippets`: a copy of the operator's files, so
 * that an edit of theirs is in force only once nginx has passed it.
 */
export function renderSnippets(username: string, snippets: readonly Snippet[]): string {
  return [
    header('#', `for the account ${accountName(username)}`),
    ...snippets.map(({ path, digest }) => `# With ${path}, ${digest}.\n`),
    ...snippets.map(({ path, text }) => `\n# ${path}\n${text.trimEnd()}\n`),
  ].join('');
}
