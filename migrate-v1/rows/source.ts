// Everything that the V1 panel's database says, by whom it belongs to.

import stringify from 'fast-json-stable-stringify';
import { quoted } from '../../src/model/quoted.ts';
import { wholeNumberColumn } from './columns.ts';
import {
  V1_TABLES,
  type V1Database,
  type V1Domain,
  type V1FtpAccount,
  type V1Package,
  type V1Table,
  type V1User,
} from './rows.ts';

export interface UnreadableRow {
  readonly table: V1Table;
  /** As the table names it, for a person who looks it up. */
  readonly row: string;
  /** Whose it is, where that much can be read. */
  readonly userId: number | undefined;
  readonly packageId: number | undefined;
  readonly why: string;
}

export interface V1Source {
  readonly users: readonly V1User[];
  readonly packages: readonly V1Package[];
  readonly domains: readonly V1Domain[];
  readonly databases: readonly V1Database[];
  readonly ftp_accounts: readonly V1FtpAccount[];
  /** How many rows `settings` has; none of them says anything about an account. */
  readonly settings: number;
  readonly unreadable: readonly UnreadableRow[];
}

export type RawRow = Readonly<Record<string, unknown>>;
export type RawTables = Readonly<Record<V1Table, readonly RawRow[]>>;

/** Sorted by who they belong to and then by name, so that nothing later depends on how the server finds them. */
export function sourceOf(tables: RawTables, settings: number): V1Source {
  const unreadable: UnreadableRow[] = [];
  const read = <T>(table: V1Table, schema: { safeParse(row: unknown): Parsed<T> }): T[] =>
    tables[table].flatMap((row) => {
      const parsed = schema.safeParse(row);
      if (parsed.success) return [parsed.data];
      unreadable.push(unreadableRow(table, row, parsed.error.issues));
      return [];
    });
  return {
    users: read('users', V1_TABLES.users).sort((a, b) => a.id - b.id),
    packages: read('packages', V1_TABLES.packages).sort((a, b) => a.id - b.id),
    domains: read('domains', V1_TABLES.domains).sort(by(({ domain_name }) => domain_name)),
    databases: read('databases', V1_TABLES.databases).sort(by(({ db_name }) => db_name)),
    ftp_accounts: read('ftp_accounts', V1_TABLES.ftp_accounts).sort(by(({ username }) => username)),
    settings,
    unreadable,
  };
}

type Parsed<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function unreadableRow(table: V1Table, row: RawRow, issues: readonly Issue[]): UnreadableRow {
  const id = numberOf(row.id);
  return {
    table,
    row: labelOf(table, row),
    userId: table === 'users' ? id : numberOf(row.user_id),
    packageId: table === 'packages' ? id : undefined,
    why: issues.map(({ path, message }) => `${path.map(String).join('.')} ${message}`).join('; '),
  };
}

/** `users 12 "joko"`; a row that has no id of its own is found by the user that it belongs to. */
function labelOf(table: V1Table, row: RawRow): string {
  const name = [row.username, row.domain_name, row.name, row.db_name].find(
    (each) => typeof each === 'string',
  );
  const place = row.id ?? undefined;
  const parts = [
    table,
    ...(place === undefined ? [] : [String(place)]),
    ...(name === undefined ? [] : [quoted(name)]),
    ...(table === 'users' || table === 'packages' ? [] : [`of user_id ${String(row.user_id)}`]),
  ];
  return parts.join(' ');
}

function numberOf(value: unknown): number | undefined {
  const parsed = wholeNumberColumn(1).safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

function by<T extends { readonly user_id: number }>(name: (row: T) => string) {
  return (a: T, b: T): number => {
    if (a.user_id !== b.user_id) return a.user_id - b.user_id;
    if (name(a) !== name(b)) return name(a) < name(b) ? -1 : 1;
    return stringify(a) < stringify(b) ? -1 : 1;
  };
}
