import { accountName } from './encode-path.ts';
import { header } from './header.ts';

/** A file of the operator's, and the digest of what it holds. */
export interface Snippet {
  readonly path: string;
  readonly digest: string;
  readonly text: string;
}

const WITH = /^# With (\/.+), \S+\.$/;

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

/**
 * Where a line of the copy comes from, as nginx names only the copy.
 * @param line from 1
 * @returns undefined for a line that is not the operator's
 */
export function snippetPlace(
  copy: string,
  line: number,
): { readonly path: string; readonly line: number } | undefined {
  const lines = copy.split('\n');
  let found: { readonly path: string; readonly line: number } | undefined;
  let from = 0;
  for (const each of lines.slice(0, lines.indexOf(''))) {
    const [, path] = WITH.exec(each) ?? [];
    if (path === undefined) continue;
    const begin = lines.indexOf(`# ${path}`, from);
    if (begin === -1 || begin + 1 >= line) break;
    found = { path, line: line - begin - 1 };
    from = begin + 1;
  }
  return found;
}
