/** A real MariaDB on the shared host: Debian's own, started by its own unit, reached over its socket. */

import { z } from 'zod';
import type { Access } from '../../src/mirror/access.ts';
import { openSession, type Session } from '../../src/mirror/session.ts';
import { sandbox } from './harness.ts';

export const SERVER_SOCKET = '/run/mysqld/mysqld.sock';

/** Socket files are found by the outside too; the server takes a test for the root that it is. */
export function access(user: string, database: string, password?: string): Access {
  return { at: { socket: sandbox.path(SERVER_SOCKET) }, user, password, database };
}

/** Returns once it answers. */
export async function startMariaDb(): Promise<void> {
  await sandbox.run(['systemctl', 'start', 'mariadb']);
}

export async function stopMariaDb(): Promise<void> {
  await sandbox.run(['systemctl', 'stop', 'mariadb']);
}

/** The same to the server as a power cut. It stays down. */
export async function killMariaDb(): Promise<void> {
  await sandbox.run(['systemctl', 'kill', '--signal=KILL', 'mariadb'], { allowFailure: true });
  // Its unit would start it again after five seconds. This comes back once it is gone.
  await sandbox.run(['systemctl', 'stop', 'mariadb'], { allowFailure: true });
  await sandbox.run(['systemctl', 'reset-failed', 'mariadb'], { allowFailure: true });
}

/** A session as the server's own administrator. */
export async function asAdministrator(database = 'mysql'): Promise<Session> {
  return openSession(access('root', database));
}

/** Statements of an operator, one after the other. */
export async function administer(...statements: readonly string[]): Promise<void> {
  const session = await asAdministrator();
  try {
    for (const statement of statements) await session.run(statement);
  } finally {
    await session.close();
  }
}

/** An empty database, whatever had its name before. */
export async function freshDatabase(name: string): Promise<void> {
  await administer(
    `DROP DATABASE IF EXISTS ${name}`,
    `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
  );
}

/** What a query finds, for tests to look at. */
export async function look(session: Session, sql: string, ...values: readonly (string | number)[]) {
  return session.rows(z.record(z.string(), z.unknown()), sql, values);
}
