// The databases of a V1 user and their logins, as far as a set can name them. V1 keeps no passwords of theirs: the hash of
// each is what MariaDB itself has.

import { desiredDatabaseUser } from '../../controllers/mariadb/desired.ts';
import { isAdoptable } from '../../controllers/mariadb/plan-users.ts';
import type { FoundMariaDb } from '../../src/host/mariadb.ts';
import type { DatabaseRight, MariaDbService } from '../../src/model/files/services-file.ts';
import { quoted } from '../../src/model/quoted.ts';
import { parseDatabaseName } from '../../src/model/values/database-name.ts';
import { parseDatabaseUserName } from '../../src/model/values/database-user-name.ts';
import type { V1Database } from '../rows/rows.ts';
import { type Decided, finding, type MigrationFinding, noteFinding } from './migration-finding.ts';

type PlannedMariaDb = Pick<MariaDbService, 'enabled'> & {
  readonly databases: readonly { readonly name: string }[];
  readonly users: readonly {
    readonly name: string;
    readonly password_hash: string;
    readonly databases: Readonly<Record<string, DatabaseRight>>;
  }[];
};

interface DatabasesChoice {
  readonly username: string;
  /** The server of this host, which may be another than that of the panel. */
  readonly server: FoundMariaDb;
  readonly accept: ReadonlySet<string>;
}

/** Undefined where none of them can be the account's. */
export function planDatabases(
  rows: readonly V1Database[],
  { username, server, accept }: DatabasesChoice,
): Decided<PlannedMariaDb | undefined> {
  const isOwn = (name: string) => name.startsWith(`${username}_`);
  const own = rows.filter(({ db_name }) => isOwn(db_name) && parseDatabaseName(db_name).ok);
  const findings: MigrationFinding[] = rows
    .filter((row) => !own.includes(row))
    .map((row) => otherName(row, username));
  if (own.length === 0) return { value: undefined, findings };

  const there = server.state === 'up' ? server.users : new Map();
  const linuxUser = there.get(username);
  if (linuxUser !== undefined && linuxUser.login?.via !== 'socket') {
    const taken = finding('database', bySomePassword(username), accept);
    return { value: undefined, findings: [...findings, taken] };
  }
  const databases = [...new Set(own.map(({ db_name }) => db_name))];
  if (server.state === 'up')
    findings.push(...databases.filter((name) => !server.databases.has(name)).map((name) => notThere(name)));

  const users: PlannedMariaDb['users'][number][] = [];
  for (const [name, ofUser] of Map.groupBy(own, ({ db_user }) => db_user)) {
    // The Linux user reaches all of them as it is.
    if (name === null || name === '' || name === username) continue;
    const found = there.get(name);
    const rights = Object.fromEntries(ofUser.map(({ db_name }) => [db_name, 'read_write' as const]));
    if (!isOwn(name) || !parseDatabaseUserName(name).ok)
      findings.push(loginNote(name, 'its name does not begin with the username and _', username));
    else if (found?.login?.via !== 'password')
      findings.push(loginNote(name, 'no hash of a password is found for it in MariaDB', username));
    else {
      const user = { name, password_hash: found.login.hash, databases: rights };
      if (isAdoptable(desiredDatabaseUser(user), found)) users.push(user);
      else findings.push(loginNote(name, 'it has rights beyond the databases of the account', username));
    }
  }
  return { value: { enabled: true, databases: databases.map((name) => ({ name })), users }, findings };
}

function otherName({ db_name }: V1Database, username: string): MigrationFinding {
  return noteFinding('database', {
    subject: quoted(db_name),
    what: `its name does not begin with ${username}_, or has a letter that may not be in one`,
    why: 'the databases of an account begin with its name, so that they are never those of another',
    proposal: `it stays as it is; to bring it in, load a dump of it into ${username}_NAME, and run: jopanel user adopt-database ${username} ${username}_NAME`,
  });
}

function bySomePassword(username: string) {
  return {
    subject: `${username}@localhost in MariaDB`,
    what: 'the user of that name does not log in over the socket',
    why: 'that is the login of the Linux user, and programs that know the password would no longer be let in',
    proposal: `rename that user and change the programs that use it (RENAME USER ${username}@localhost TO ${username}_old@localhost), and plan again; or leave the databases out of the set`,
    taken: 'the databases stay as they are, and are not in the set',
    changes: [{ field: 'mariadb', value: 'left_out' }] as const,
  };
}

function notThere(name: string): MigrationFinding {
  return noteFinding('database', {
    subject: name,
    what: 'MariaDB on this host does not have it',
    why: 'V1 says that the account has it',
    proposal: 'an empty one is made; load its dump into that, or make it before',
  });
}

function loginNote(name: string, why: string, username: string): MigrationFinding {
  return noteFinding('database', {
    subject: `${quoted(name)} in MariaDB`,
    what: 'this login is not in the set',
    why,
    proposal: `it stays as it is; or list one under mariadb.users in services.json, named ${username}_NAME`,
  });
}
