// Which lines of sudoers(5) give a user rights, or name it in another way.

import path from 'node:path';

export interface SudoersUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Groups that it is in beside its own. */
  readonly groups: readonly { readonly name: string; readonly gid: number }[];
}

export interface SudoersLine {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** One file as lines: continued lines are joined, comments are left out. */
export function sudoersLines(text: string): SudoersLine[] {
  const lines: SudoersLine[] = [];
  let start = 1;
  let joined = '';
  for (const [index, part] of text.split('\n').entries()) {
    joined += part.replace(/\\$/, ' ');
    if (part.endsWith('\\')) continue;
    // `#1001` is a uid, and `#include` is no comment either; `@include` and `#include` are the same.
    const withoutComment = joined.replace(/#(?!\d|include)[^"]*$/, '').trim();
    if (withoutComment !== '') lines.push({ line: start, text: withoutComment.replaceAll(/\s+/g, ' ') });
    start = index + 2;
    joined = '';
  }
  return lines;
}

/**
 * The files and folders that the lines include.
 *
 * @param file that the lines are of: a path that is relative begins in its folder
 * @param hostname for `%h`, which stands for its first part
 */
export function includedBy(
  lines: readonly SudoersLine[],
  file: string,
  hostname: string,
): {
  readonly folders: string[];
  readonly files: string[];
} {
  const [host = ''] = hostname.split('.');
  const named = (word: string) =>
    lines.flatMap(({ text }) => {
      const [, name] = new RegExp(`^[@#]${word}\\s+"?([^"]+)"?$`).exec(text) ?? [];
      return name === undefined
        ? []
        : [path.resolve(path.dirname(file), name.replaceAll('%h', host).replaceAll('\\ ', ' '))];
    });
  return { folders: named('includedir'), files: named('include') };
}

/** A file in an included folder counts unless its name has a dot or ends with a tilde. */
export function isIncluded(name: string): boolean {
  return !name.includes('.') && !name.endsWith('~');
}

/**
 * Names of User_Alias whose members include the user.
 *
 * @param lines of all files together, because an alias may be used in another file
 */
export function aliasesOf(user: SudoersUser, lines: readonly SudoersLine[]): ReadonlySet<string> {
  const names = new Set(namesOf(user));
  const definitions = lines.flatMap(({ text }) => {
    const [, rest] = /^User_Alias (.*)$/.exec(text) ?? [];
    return (rest ?? '').split(/ : |:(?=[A-Z])/).flatMap((definition) => {
      const [alias = '', members = ''] = definition.split('=');
      return [{ alias: alias.trim(), members: members.split(',').map((each) => each.trim()) }];
    });
  });
  // An alias may hold aliases.
  for (let before = -1; before !== names.size; ) {
    before = names.size;
    for (const { alias, members } of definitions)
      if (alias !== '' && includes(members, names)) names.add(alias);
  }
  return names;
}

/** @param names the user, its uid and groups, and the aliases that it is in */
export function givesRights({ text }: SudoersLine, names: ReadonlySet<string>): boolean {
  if (/^(?:Defaults|\w+_Alias)\b/.test(text) || !text.includes('=')) return false;
  const [left = ''] = text.split('=');
  const [users = ''] = left
    .replaceAll(/\s*,\s*/g, ',')
    .trim()
    .split(' ');
  return includes(
    users.split(',').map((user) => user.replaceAll('"', '')),
    names,
  );
}

/** Whether a list takes the user in. What stands last in it counts, and `!` takes out again. */
function includes(list: readonly string[], names: ReadonlySet<string>): boolean {
  const last = list.findLast((member) => names.has(member.replace(/^!+/, '')));
  return last !== undefined && (/^!*/.exec(last)?.[0].length ?? 0) % 2 === 0;
}

function namesOf({ name, uid, gid, groups }: SudoersUser): string[] {
  const ofGroups = [{ name, gid }, ...groups].flatMap((group) => [`%${group.name}`, `%#${group.gid}`]);
  return ['ALL', name, `#${uid}`, ...ofGroups];
}
