// The SQL that an administrator of MariaDB runs once: the database, the daemon's user, and its minimal privileges.
import { createHash } from 'node:crypto';
import type { MariaDbSettings } from '../model/settings.ts';
import { LOGINS_TABLE } from './migrations/0001-logins.ts';

/**
 * Privileges by table. Rows can only be added to `audit_logs`. Password hashes in `users` cannot even be read.
 * CREATE makes the tables and what later versions add; there is no DROP.
 */
export const GRANTS: Readonly<Record<string, string>> = {
  users: 'INSERT, SELECT (username)',
  audit_logs: 'SELECT, INSERT, CREATE',
  mirror_schema: 'SELECT, INSERT, CREATE',
  mirror_hosts: 'SELECT, INSERT, UPDATE, CREATE, ALTER',
  mirror_accounts: 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX',
  mirror_domains: 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX',
};

interface Setup {
  readonly user: string;
  readonly database: string;
  /** The host part of the user's name, as the server sees the daemon's connection. */
  readonly from: string;
  /** The whole clause `IDENTIFIED …`. */
  readonly identified: string;
}

/**
 * Authentication by Unix user id would make the daemon MariaDB's root, so its own user has a password, of which the SQL
 * has the hash alone.
 *
 * @param hash as `passwordHash` makes it
 */
export function setupFor({ socket, user, database }: MariaDbSettings, hash: string): Setup {
  return {
    user,
    database,
    from: socket === undefined ? '%' : 'localhost',
    identified: `IDENTIFIED BY PASSWORD ${literal(hash)}`,
  };
}

/** As MariaDB keeps the hash of a password (mysql_native_password): SHA-1 of SHA-1, in hexadecimal digits after `*`. */
export function passwordHash(password: string): string {
  const once = createHash('sha1').update(password).digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
}

/** One statement each, without its semicolon. */
export function setupStatements({ user, database, from, identified }: Setup): string[] {
  const who = `${literal(user)}@${literal(from)}`;
  const name = identifier(database);
  return [
    `CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4`,
    `CREATE USER IF NOT EXISTS ${who} ${identified}`,
    // One that is there already has the password of the file from now on.
    `ALTER USER ${who} ${identified}`,
    LOGINS_TABLE.replace('EXISTS users', `EXISTS ${name}.users`),
    ...Object.entries(GRANTS).map(([table, rights]) => `GRANT ${rights} ON ${name}.${table} TO ${who}`),
    ...grantOnHost(`GRANT SELECT (host) ON ${name}.users TO ${who}`, database),
  ];
}

/** A panel's own `users` may not have such a column, and a grant on a missing column fails. */
function grantOnHost(grant: string, database: string): string[] {
  const there = `SELECT 1 FROM information_schema.columns
  WHERE table_schema = ${literal(database)} AND table_name = 'users' AND column_name = 'host'`;
  return [
    `SET @grant_on_host = IF(EXISTS (${there}),\n  ${literal(grant)}, 'DO 0')`,
    'EXECUTE IMMEDIATE @grant_on_host',
  ];
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

function identifier(text: string): string {
  return `\`${text.replaceAll('`', '``')}\``;
}
