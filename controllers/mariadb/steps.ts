import { isoTime } from '../../src/host/clock.ts';
import { statementSql } from '../../src/host/database-sql.ts';
import type { DatabaseStatement } from '../../src/host/mariadb.ts';
import { action } from '../action.ts';
import { bulkAction } from '../bulk.ts';
import type { Action } from '../controller.ts';
import { accountItem, databaseItem, databaseUserItem, listed } from './items.ts';

/** All statements of a wave go over one connection. */
const run = bulkAction<readonly DatabaseStatement[]>('mariadb', (batches, host) => host.mariadb.run(batches));

export function runStatementsAction(
  ...[account, item, summary, statements, more]: Parameters<typeof run>
): Action {
  const text = () => statements.map((statement) => `${statementSql(statement)};\n`).join('');
  return run(account, item, summary, statements, {
    ...more,
    makes: () => [{ path: 'mariadb', text: text() }],
  });
}

const PRIVATE_FOLDER = { uid: 0, gid: 0, mode: 0o700 };

/** The one step after which a database exists nowhere but in its dump. */
export function dumpAndDropAction(username: string, database: string, archiveDir: string): Action {
  const folder = `${archiveDir}/databases/${username}`;
  const dump: Action['apply'] = async (host, stop) => {
    const stamp = isoTime(host.clock.now()).replace(/[-:]|\.\d+/g, '');
    for (const path of [archiveDir, `${archiveDir}/databases`, folder]) {
      const isThere = (await host.files.folder(path)) !== undefined;
      if (!isThere) await host.files.makeFolder(path, PRIVATE_FOLDER);
    }
    await host.mariadb.dump(database, `${folder}/${database}-${stamp}.sql`, stop);
    const failures = await host.mariadb.run(new Map([[username, [{ kind: 'drop-database', database }]]]));
    for (const message of failures.values()) throw new Error(message);
  };
  return action(
    'mariadb',
    username,
    `database:${database}`,
    `dump the database ${database} to ${folder}, read the dump back and drop the database`,
    dump,
    { direction: 'down', destructive: true, releases: [databaseItem(database)] },
  );
}

/** After the last database of a purged account. */
export function dropUsersAction(username: string, users: readonly string[]): Action {
  const summary = users.length === 0 ? 'forget the databases' : `remove the database users ${listed(users)}`;
  return runStatementsAction(
    username,
    'database-users',
    summary,
    users.flatMap((user): DatabaseStatement[] => [
      { kind: 'drop-user', user },
      { kind: 'end-connections', user },
    ]),
    {
      direction: 'down',
      destructive: users.length > 0,
      releases: [accountItem(username), ...users.map(databaseUserItem)],
    },
  );
}
