// Whether the operator's own sshd_config turns an account away before any Match block: Allow* and Deny*, as sshd reads them.

import path from 'node:path';
import { SSHD_DROP_IN } from '../../services/sshd/drop-in.ts';
import type { RootFileReader } from '../../src/host/root-files.ts';

const MAIN = '/etc/ssh/sshd_config';
const FOLDER = '/etc/ssh';
const KEYWORDS = ['denyusers', 'allowusers', 'denygroups', 'allowgroups'] as const;
type Keyword = (typeof KEYWORDS)[number];

type LoginRules = Readonly<Record<Keyword, readonly string[]>>;

/** From the main file and what it includes, as far as it holds for every login. */
export async function readLoginRules(files: Pick<RootFileReader, 'read' | 'list'>): Promise<LoginRules> {
  const rules: Record<Keyword, string[]> = { denyusers: [], allowusers: [], denygroups: [], allowgroups: [] };
  await readFile(MAIN, 0);
  return rules;

  async function readFile(file: string, depth: number): Promise<void> {
    const found = await files.read(file);
    if (found.kind !== 'file' || depth > 4 || file === SSHD_DROP_IN) return;
    for (const line of found.text.split('\n')) {
      const [first = '', ...values] = wordsOf(line);
      const keyword = first.toLowerCase();
      // A Match block holds until the end of its file.
      if (keyword === 'match') return;
      if (keyword === 'include') {
        for (const pattern of values) await include(path.resolve(FOLDER, pattern), depth);
      }
      const known = KEYWORDS.find((each) => each === keyword);
      if (known !== undefined) rules[known].push(...values);
    }
  }

  async function include(pattern: string, depth: number): Promise<void> {
    const folder = path.dirname(pattern);
    for (const name of await files.list(folder)) {
      if (path.matchesGlob(name, path.basename(pattern))) await readFile(`${folder}/${name}`, depth + 1);
    }
  }
}

/** Without quotes, and without what follows a word that begins a comment. */
function wordsOf(line: string): string[] {
  const words = line.trim().split(/[\s=]+/);
  const comment = words.findIndex((word) => word.startsWith('#'));
  return words.slice(0, comment === -1 ? undefined : comment).map((word) => word.replaceAll('"', ''));
}

/** The groups of a text such as /etc/group that name the user as a member. */
export function linuxGroupsOf(groupFile: string, username: string): string[] {
  return groupFile.split('\n').flatMap((line) => {
    const [name = '', , , members = ''] = line.split(':');
    return members.split(',').includes(username) ? [name] : [];
  });
}

/** @returns which line turns the account away and what to do, or undefined */
export function turnedAwayBy(
  rules: LoginRules,
  username: string,
  otherGroups: readonly string[],
): string | undefined {
  const groups = [username, ...otherGroups];
  const isUser = (pattern: string) => matches(pattern, [username]);
  const isGroup = (pattern: string) => matches(pattern, groups);
  const { denyusers, allowusers, denygroups, allowgroups } = rules;
  if (denyusers.some((pattern) => !pattern.includes('@') && isUser(pattern)))
    return said('DenyUsers', username, 'take it out there');
  // From some hosts is from somewhere.
  if (allowusers.length > 0 && !allowusers.some((pattern) => isUser(pattern.replace(/@.*$/, ''))))
    return said('AllowUsers', username, `add ${username} there`);
  if (denygroups.some(isGroup)) return said('DenyGroups', username, 'take its group out there');
  if (allowgroups.length > 0 && !allowgroups.some(isGroup))
    return said('AllowGroups', username, `add the group ${username} there`);
  return undefined;
}

function said(keyword: string, username: string, remedy: string): string {
  return `${keyword} in sshd_config turns ${username} away before anything else; ${remedy}, or take the line out, and reload ssh`;
}

/** sshd's own patterns: `*` and `?`; what is negated is left to sshd. */
function matches(pattern: string, names: readonly string[]): boolean {
  if (pattern.startsWith('!')) return false;
  const expression = pattern
    .replace(/[^A-Za-z0-9*?]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return names.some((name) => new RegExp(`^(?:${expression})$`).test(name));
}
