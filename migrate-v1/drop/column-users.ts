// Which stored programs would fail once columns of `users` are gone. The server drops a column without looking at them.

import type { StoredProgram } from './stored-programs.ts';

export interface ColumnUsers {
  /** `trigger NAME`, `view DATABASE.NAME` where it is of another database. */
  readonly using: readonly string[];
  /** Programs of this database whose text this user of MariaDB may not read. */
  readonly unread: readonly string[];
}

/** @param columns of letters and underscores only */
export function columnUsers(
  columns: readonly string[],
  programs: readonly StoredProgram[],
  database: string,
): ColumnUsers {
  const using: string[] = [];
  const unread: string[] = [];
  for (const program of programs) {
    const { kind, name, text } = program;
    const isHere = program.database === database;
    const label = `${kind} ${isHere ? '' : `${program.database}.`}${name}`;
    if (text === undefined) {
      if (isHere) unread.push(label);
    } else if (usesColumn(withoutComments(text), columns, program, isHere ? undefined : database))
      using.push(label);
  }
  return { using, unread };
}

/** @param database that a program of another database must name to reach the table */
function usesColumn(
  text: string,
  columns: readonly string[],
  { kind, table }: StoredProgram,
  database: string | undefined,
): boolean {
  const column = word(columns.join('|'));
  const isOn = (alias: string) => new RegExp(`${word(alias)}\\s*\\.\\s*${column}`, 'i').test(text);
  if (kind === 'trigger' && table === 'users' && database === undefined && ['NEW', 'OLD'].some(isOn))
    return true;

  const place = database === undefined ? '' : `${word(RegExp.escape(database))}\\s*\\.\\s*`;
  const mentions = [
    ...text.matchAll(new RegExp(`${place}${word('users')}(?:\\s+(?:AS\\s+)?\`?([\\w$]+)\`?)?`, 'gi')),
  ];
  if (mentions.length === 0) return false;
  const aliases = ['users', ...mentions.flatMap(([, alias]) => (alias === undefined ? [] : [alias]))];
  if (aliases.some((alias) => isOn(RegExp.escape(alias)))) return true;
  // Every column of a view is written with its table, so what is left are the columns of other tables.
  if (kind === 'view') return false;
  // A name without a table before it may be a column of any table that the program names.
  if (new RegExp(`(?<![.\\w$\`]|\\.\\s)${column}`, 'i').test(text)) return true;
  // By position, or whatever the columns are.
  return (
    /\bselect\s+(?:`?[\w$]+`?\s*\.\s*)?\*(?!\s*\))/i.test(text) ||
    /\binsert\s+(?:\w+\s+)*?(?:into\s+)?(?:`?[\w$]+`?\s*\.\s*)?`?users`?\s+(?:values?\b|select\b)/i.test(text)
  );
}

/** A name as a whole, in backquotes or not. */
function word(name: string): string {
  return `(?<![\\w$])\`?(?:${name})\`?(?![\\w$])`;
}

/** Texts stay, because a program may put a statement together from them. */
function withoutComments(sql: string): string {
  return sql.replaceAll(
    /('(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`)|\/\*(?!M?!)[\s\S]*?\*\/|(?:--\s|#)[^\n]*/g,
    '$1 ',
  );
}
