// Describes an error of MariaDB in a sentence for a person, without statements, values and passwords.
import { SqlError } from 'mariadb';
import { SchemaRefusedError } from './schema-refused-error.ts';

interface DatabaseFault {
  readonly message: string;
  /** What to do; empty where only waiting helps. */
  readonly remedy: string;
}

const GRANTS = 'compare the grants of its user with docs/mariadb.md';
const REMEDIES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'see whether MariaDB runs: systemctl status mariadb',
  ECONNRESET: 'see whether MariaDB runs: systemctl status mariadb',
  ETIMEDOUT: 'see whether the host of MariaDB can be reached, and whether a firewall is between',
  EHOSTUNREACH: 'see whether the host of MariaDB can be reached',
  ENOTFOUND: 'check the host in the settings',
  ER_CONNECTION_TIMEOUT: 'see whether MariaDB runs and answers: systemctl status mariadb',
  ENOENT: 'see whether MariaDB runs, and whether its socket is where the settings say',
  ER_SECURE_TRANSPORT_REQUIRED:
    'the server takes encrypted connections only: give tls_ca_file in the settings',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate of the server comes from another authority than tls_ca_file',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the certificate of the server comes from another authority than tls_ca_file',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'the certificate of the server does not name this host: give the name that it has',
  ER_ACCESS_DENIED_ERROR: 'check user and password_file in the settings',
  ER_DBACCESS_DENIED_ERROR: GRANTS,
  ER_TABLEACCESS_DENIED_ERROR: GRANTS,
  ER_COLUMNACCESS_DENIED_ERROR: GRANTS,
  ER_BAD_DB_ERROR: 'make the database: docs/mariadb.md',
  ER_OPTION_PREVENTS_STATEMENT: 'the server takes no writes: see its read_only',
  ER_DISK_FULL: 'give the server room',
  ER_RECORD_FILE_FULL: 'give the server room',
  ER_NET_PACKET_TOO_LARGE: 'raise max_allowed_packet of the server to 16M at least',
};

export function describeError(error: unknown): DatabaseFault {
  if (error instanceof SchemaRefusedError) return { message: error.message, remedy: error.remedy };
  if (!(error instanceof Error)) return { message: firstLine(String(error)), remedy: '' };
  const message = error instanceof SqlError ? (error.sqlMessage ?? error.message) : error.message;
  // A server that does not listen is an error of the system, and none of SQL.
  const code = 'code' in error ? String(error.code) : '';
  return { message: firstLine(message), remedy: REMEDIES[code] ?? '' };
}

/** The client appends the statement on a line of its own; it is cut off here. */
function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 500) ?? '';
}
