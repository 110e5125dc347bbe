// `jopanel user adopt-database USER NAME`: takes over a database that was made by hand or by another panel.

import { databaseMark } from '../../../../controllers/mariadb/items.ts';
import { openHost } from '../../../host/open-host.ts';
import { isJsonObject } from '../../../model/json/json-value.ts';
import { tryParseJson } from '../../../model/json/try-parse-json.ts';
import { parseDatabaseName } from '../../../model/values/database-name.ts';
import { changeSet } from '../../change/change-set.ts';
import { openDesiredState } from '../../change/desired-state.ts';
import { WrittenOutput } from '../../change/finish.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command } from '../../command-line/command.ts';
import { failed } from '../../output/report-failure.ts';

const FILE = 'services.json';

export const adoptDatabase: Command = {
  name: 'adopt-database',
  summary: 'take over a MariaDB database that was made by hand or by another panel',
  description: `The database has to be named USER_SUFFIX. It gets a comment that says whose it is, and is put into the set's
services.json. Its tables stay as they are. Logins that other hands gave rights on it keep them.`,
  positionals: [
    { name: 'USER', kind: 'account' },
    { name: 'NAME', kind: 'text' },
  ],
  options: WAIT_OPTIONS,
  examples: [{ line: 'jopanel user adopt-database joko joko_shop', help: 'its rows stay' }],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation) {
    const [username = '', database = ''] = invocation.positionals;
    const name = parseDatabaseName(database);
    if (!name.ok) return failed(invocation, `NAME ${name.message}\n${name.remedy}`);
    if (!database.startsWith(`${username}_`))
      return failed(
        invocation,
        `${database} does not begin with ${username}_, so it cannot be ${username}'s`,
      );
    const state = await openDesiredState();
    if (state.users.fingerprint(username) === undefined)
      return failed(invocation, `there is no account ${username}\nsee: jopanel user list`);
    const { host } = await openHost(state.settings);
    const server = await host.mariadb.observe([username]);
    if (server.state !== 'up') return failed(invocation, server.why);
    if (!server.databases.has(database))
      return failed(invocation, `there is no database ${database}\nsee: mariadb -e 'SHOW DATABASES'`);
    const mark = { kind: 'mark-database', database, comment: databaseMark(username) } as const;
    for (const why of (await host.mariadb.run(new Map([[username, [mark]]]))).values())
      return failed(invocation, why);
    return changeSet(
      invocation,
      username,
      {
        action: 'adopt_database',
        done: `has the database ${database}`,
        edits(current) {
          const services = tryParseJson(current.get(FILE) ?? '');
          const mariadb = isJsonObject(services) ? services.mariadb : undefined;
          if (!isJsonObject(mariadb))
            return [
              {
                file: FILE,
                path: ['mariadb'],
                value: { enabled: true, databases: [{ name: database }], users: [] },
              },
            ];
          const databases = Array.isArray(mariadb.databases) ? mariadb.databases : [];
          const isListed = databases.some((each) => isJsonObject(each) && each.name === database);
          if (isListed) return [];
          return [
            { file: FILE, path: ['mariadb', 'databases', databases.length], value: { name: database } },
          ];
        },
      },
      state,
    );
  },
};
