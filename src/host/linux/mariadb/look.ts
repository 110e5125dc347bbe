import type { Connection } from 'mariadb';
import { z } from 'zod';
import { PRIVILEGES_OF } from '../../database-sql.ts';
import type { DatabaseAccess, DatabaseLogin, FoundDatabaseUser, FoundMariaDb } from '../../mariadb.ts';

const Variables = z.object({ readOnly: z.coerce.string() });
const Schema = z.object({ SCHEMA_NAME: z.string(), SCHEMA_COMMENT: z.string().default('') });
const UserRow = z.object({ User: z.string(), Priv: z.string() });
const Named = z.object({ User: z.string() });
const GrantRow = z.looseObject({ User: z.string(), Db: z.string() });
/** As MariaDB keeps a user since 10.4. */
const Priv = z.object({
  access: z.coerce.number().default(0),
  plugin: z.string().default(''),
  authentication_string: z.string().default(''),
  account_locked: z.boolean().default(false),
  auth_or: z.array(z.unknown()).default([]),
});

/** Whether a name is that of the account or begins with it; servers compare more loosely than is wanted here. */
function belongsTo(accounts: ReadonlySet<string>, name: string): boolean {
  return accounts.has(name.split('_', 1)[0] ?? '');
}

export async function lookAt(
  connection: Connection,
  usernames: readonly string[],
): Promise<FoundMariaDb & { state: 'up' }> {
  const accounts = new Set(usernames);
  const rows = async <T extends z.ZodType>(schema: T, sql: string): Promise<z.output<T>[]> =>
    schema.array().parse(await connection.query<unknown>(sql, sql.includes('?') ? [usernames] : []));
  const ofAccounts = (column: string) => `SUBSTRING_INDEX(${column}, '_', 1) IN (?)`;
  const here = `Host = 'localhost' AND ${ofAccounts('User')}`;

  const [variables] = await rows(Variables, 'SELECT @@global.read_only AS readOnly');
  const schemas = await rows(
    Schema,
    `SELECT * FROM information_schema.SCHEMATA WHERE ${ofAccounts('SCHEMA_NAME')}`,
  );
  const users = await rows(UserRow, `SELECT User, Priv FROM mysql.global_priv WHERE ${here}`);
  const grants = await rows(GrantRow, `SELECT * FROM mysql.db WHERE ${here}`);
  const others = [];
  for (const table of ['tables_priv', 'columns_priv', 'procs_priv', 'roles_mapping'])
    others.push(...(await rows(Named, `SELECT DISTINCT User FROM mysql.${table} WHERE ${here}`)));
  const withOthers = new Set(others.map(({ User }) => User));
  const connections = await rows(
    Named,
    `SELECT DISTINCT USER AS User FROM information_schema.PROCESSLIST WHERE ${ofAccounts('USER')}`,
  );
  const connected = new Set(connections.map(({ User }) => User));

  return {
    state: 'up',
    isReadOnly: variables?.readOnly !== '0' && variables?.readOnly !== 'OFF',
    databases: new Map(
      schemas
        .filter(({ SCHEMA_NAME }) => belongsTo(accounts, SCHEMA_NAME))
        .map(({ SCHEMA_NAME, SCHEMA_COMMENT }) => [SCHEMA_NAME, SCHEMA_COMMENT]),
    ),
    users: new Map(
      users
        .filter(({ User }) => belongsTo(accounts, User))
        .map((row) => [row.User, foundUser(row, grants, { withOthers, connected })]),
    ),
  };
}

function foundUser(
  { User, Priv: json }: z.output<typeof UserRow>,
  grants: readonly z.output<typeof GrantRow>[],
  { withOthers, connected }: Readonly<Record<'withOthers' | 'connected', ReadonlySet<string>>>,
): FoundDatabaseUser {
  const priv = Priv.parse(JSON.parse(json));
  return {
    login: loginOf(priv),
    isLocked: priv.account_locked,
    isConnected: connected.has(User),
    grants: new Map(grants.filter((row) => row.User === User).map((row) => [row.Db, accessOf(row)])),
    hasOtherRights: priv.access !== 0 || withOthers.has(User),
  };
}

function loginOf({
  plugin,
  authentication_string,
  auth_or,
}: z.output<typeof Priv>): DatabaseLogin | undefined {
  if (auth_or.length > 0) return undefined;
  if (plugin === 'unix_socket' && authentication_string === '') return { via: 'socket' };
  if (plugin !== 'mysql_native_password' || !/^\*[0-9A-F]{40}$/i.test(authentication_string))
    return undefined;
  return { via: 'password', hash: authentication_string.toUpperCase() };
}

/** A row of `mysql.db` has a column for each privilege, such as `Create_tmp_table_priv`, with `Y` or `N`. */
function accessOf(row: Readonly<Record<string, unknown>>): DatabaseAccess | 'other' {
  const columns = Object.keys(row).filter((name) => /_priv$/.test(name) && name !== 'Grant_priv');
  const held = new Set(columns.filter((name) => row[name] === 'Y'));
  if (row.Grant_priv === 'Y') return 'other';
  for (const access of ['read_write', 'read_only', 'frozen'] as const) {
    const wanted = PRIVILEGES_OF[access]?.map(columnOf) ?? columns;
    if (wanted.length === held.size && wanted.every((name) => held.has(name))) return access;
  }
  return 'other';
}

function columnOf(privilege: string): string {
  return `${privilege.replaceAll(' ', '_')}_priv`;
}
