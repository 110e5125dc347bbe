// An error of MariaDB as a message for a person, with the option of this command that helps.

import { CommandError } from '../../src/host/commands/run-command.ts';
import { describeError } from '../../src/mirror/describe-error.ts';

const REMEDIES: Readonly<Record<string, string>> = {
  ER_ACCESS_DENIED_ERROR:
    'give a user that may log in: --db-user NAME, and --db-password-file FILE where it has a password',
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: 'give its password: --db-password-file FILE',
  ER_DBACCESS_DENIED_ERROR: 'give a user that may read this database, such as --db-user root',
  ER_TABLEACCESS_DENIED_ERROR: 'give a user that may do this, such as --db-user root',
  ER_COLUMNACCESS_DENIED_ERROR: 'give a user that may read it, such as --db-user root',
  ER_SPECIFIC_ACCESS_DENIED_ERROR: 'give a user that may do this, such as --db-user root',
  ER_BAD_DB_ERROR: 'name the database of the V1 panel: --database NAME',
  ENOENT: 'start MariaDB (systemctl start mariadb), or say where it listens: --db-socket FILE',
  ECONNREFUSED: 'start MariaDB (systemctl start mariadb), or say where it listens: --db-socket FILE',
  ER_SECURE_TRANSPORT_REQUIRED:
    'the server takes encrypted connections only: give the certificate of its authority, --db-tls-ca-file FILE',
  ER_LOCK_WAIT_TIMEOUT: 'something holds the table; try again in a moment',
};

/** @returns one line that says what is wrong, and where something can be done about it, what */
export function describeDatabaseError(error: unknown): string {
  if (error instanceof CommandError) return commandFault(error);
  const { message, remedy } = describeError(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const toDo = REMEDIES[code] ?? remedy;
  return `${message}${toDo === '' ? '' : `\n${toDo}`}`;
}

/** Programs of MariaDB print the statement that failed before the error. */
function commandFault({ argv, stderr, message }: CommandError): string {
  const line = /^ERROR .*$/m.exec(stderr)?.[0];
  return line === undefined ? message : `${argv[0] ?? ''}: ${line}`;
}
