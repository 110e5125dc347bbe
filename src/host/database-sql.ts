import { type DatabaseAccess, type DatabaseLogin, type DatabaseStatement, grantPattern } from './mariadb.ts';

/** As SQL, for a session without ANSI_QUOTES and NO_BACKSLASH_ESCAPES. */
export function statementSql(statement: DatabaseStatement): string {
  switch (statement.kind) {
    case 'create-database': {
      // The comment says whose it is, and servers before 10.5 know none.
      const comment = `/*M!100500 COMMENT ${sqlText(statement.comment)} */`;
      return `CREATE DATABASE ${sqlName(statement.database)} CHARACTER SET utf8mb4 ${comment}`;
    }
    case 'mark-database':
      return `ALTER DATABASE ${sqlName(statement.database)} COMMENT ${sqlText(statement.comment)}`;
    case 'drop-database':
      return `DROP DATABASE ${sqlName(statement.database)}`;
    case 'create-user':
      return `CREATE USER ${sqlUser(statement.user)} ${identified(statement.login)}`;
    case 'set-login':
      return `ALTER USER ${sqlUser(statement.user)} ${identified(statement.login)}`;
    case 'lock':
      return `ALTER USER ${sqlUser(statement.user)} ACCOUNT LOCK`;
    case 'unlock':
      return `ALTER USER ${sqlUser(statement.user)} ACCOUNT UNLOCK`;
    case 'drop-user':
      return `DROP USER ${sqlUser(statement.user)}`;
    case 'end-connections':
      return `KILL HARD CONNECTION USER ${sqlUser(statement.user)}`;
    case 'revoke-all':
      return `REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${sqlUser(statement.user)}`;
    case 'revoke':
      return `REVOKE ALL PRIVILEGES ON ${sqlName(statement.pattern)}.* FROM ${sqlUser(statement.user)}`;
    case 'grant': {
      const pattern = sqlName(grantPattern(statement.database));
      return `GRANT ${PRIVILEGES[statement.access]} ON ${pattern}.* TO ${sqlUser(statement.user)}`;
    }
  }
}

/** The privileges of each kind of access, as columns of `mysql.db` name them; undefined: all but the right to grant. */
export const PRIVILEGES_OF: Readonly<Record<DatabaseAccess, readonly string[] | undefined>> = {
  read_write: undefined,
  read_only: ['Select', 'Show view'],
  // A user that has filled a database has to be able to make room in it.
  frozen: ['Select', 'Delete', 'Drop', 'Lock tables', 'Execute', 'Show view'],
};

const PRIVILEGES: Readonly<Record<DatabaseAccess, string>> = {
  read_write: 'ALL PRIVILEGES',
  read_only: (PRIVILEGES_OF.read_only ?? []).join(', '),
  frozen: (PRIVILEGES_OF.frozen ?? []).join(', '),
};

function identified(login: DatabaseLogin): string {
  return login.via === 'socket'
    ? 'IDENTIFIED VIA unix_socket'
    : `IDENTIFIED BY PASSWORD ${sqlText(login.hash)}`;
}

function sqlUser(user: string): string {
  return `${sqlText(user)}@'localhost'`;
}

/** An identifier in backticks. @throws for what no identifier may hold */
export function sqlName(name: string): string {
  if (name === '' || name.includes('\0')) throw new Error('no SQL identifier can hold this name');
  return `\`${name.replaceAll('`', '``')}\``;
}

export function sqlText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
