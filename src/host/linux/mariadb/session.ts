import { access, constants } from 'node:fs/promises';
import type { Connection } from 'mariadb';
import { redactText } from '../../../model/redact.ts';

export const SOCKET = '/run/mysqld/mysqld.sock';
const SERVERS = ['/usr/sbin/mariadbd', '/usr/sbin/mysqld'];

const CONNECT_MS = 2000;
/** The server gives up a statement that waits for a lock, such as that of a backup, before this side gives up it. */
const LOCK_WAIT_S = 5;
const ANSWER_MS = 10_000;

export async function isInstalled(): Promise<boolean> {
  const found = await Promise.all(
    SERVERS.map((path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

/** Root proves who it is by its uid, so no password is sent to what listens there. */
export async function openRootSession(): Promise<Connection> {
  // Most hosts and most commands never need the client.
  const { createConnection } = await import('mariadb');
  const connection = await createConnection({
    socketPath: SOCKET,
    user: 'root',
    connectTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
    bigIntAsNumber: true,
    decimalAsNumber: true,
    logParam: false,
    multipleStatements: false,
    permitLocalInfile: false,
    autoJsonMap: false,
    // The quotes of statements mean what `database-sql.ts` takes them for, whatever the server's default is.
    sessionVariables: { sql_mode: 'STRICT_ALL_TABLES', lock_wait_timeout: LOCK_WAIT_S },
  });
  // A connection that breaks while it is idle is found broken by its next statement.
  connection.on('error', () => {});
  return connection;
}

/** In one line for a person, without the statement. */
export function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ECONNREFUSED')
    return 'MariaDB does not run; see: systemctl status mariadb';
  if (code === 'ER_CONNECTION_TIMEOUT' || code === 'ER_SOCKET_TIMEOUT')
    return 'MariaDB does not answer in time, as when its disk is full; see: systemctl status mariadb, df /var/lib/mysql';
  if (code === 'ER_ACCESS_DENIED_ERROR' || code === 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR')
    return 'MariaDB does not let root in over its socket; run there: ALTER USER root@localhost IDENTIFIED VIA unix_socket';
  const text =
    'sqlMessage' in error && typeof error.sqlMessage === 'string' ? error.sqlMessage : error.message;
  // The server repeats what it does not understand.
  const line = redactText((text.split('\n', 1)[0] ?? '').slice(0, 300));
  // The number of the system's error stands in the text, whatever the number of the server's own is.
  const isFull = /\berr(?:no|code): 28\b/i.test(line);
  return isFull ? `MariaDB has no room left (${line}); see: df /var/lib/mysql` : `MariaDB: ${line}`;
}

/** Whether the server took too long: the next one who asks would wait as well. */
export function isTooLate(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ER_SOCKET_TIMEOUT' || error.code === 'ER_CONNECTION_TIMEOUT')
  );
}

/** Whether the connection is of no more use, and not this statement alone has failed. */
export function isFatal(error: unknown): boolean {
  return !(error instanceof Error) || !('fatal' in error) || error.fatal === true;
}
