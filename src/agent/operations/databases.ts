import { z } from 'zod';
import { isJsonObject } from '../../model/json/json-value.ts';
import { listIn } from './list-edits.ts';
import { namedEntryOperations } from './named-entries.ts';

export const [putDatabase, deleteDatabase] = namedEntryOperations({
  id: 'Database',
  action: 'database',
  noun: 'database',
  collection: 'databases',
  list: ['mariadb', 'databases'],
  body: z
    .looseObject({})
    .meta({ id: 'NewDatabase', description: 'The fields of a database of services.json, but for its name.' }),
  example: {},
  isOptional: true,
  // A right on a database that the set does not have would be refused.
  referringTo: (services, name) =>
    listIn(services, 'mariadb', 'users').flatMap((user, index) => {
      const isGranted =
        isJsonObject(user) && isJsonObject(user.databases) && Object.hasOwn(user.databases, name);
      if (!isGranted) return [];
      return [
        {
          file: 'services.json',
          path: ['mariadb', 'users', index, 'databases', name],
          value: undefined,
        } as const,
      ];
    }),
  summaries: {
    put: 'Add a MariaDB database',
    delete: 'Withdraw a MariaDB database: it is kept, and no login of the account reaches it',
  },
});

export const [putDatabaseUser, deleteDatabaseUser] = namedEntryOperations({
  id: 'DatabaseUser',
  action: 'database_user',
  noun: 'database user',
  collection: 'database-users',
  list: ['mariadb', 'users'],
  body: z.looseObject({ password_hash: z.string() }).meta({
    id: 'NewDatabaseUser',
    description: 'The fields of a database user of services.json, but for its name.',
  }),
  example: {
    password_hash: '*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4',
    databases: { joko_shop: 'read_write' },
  },
  defaults: { databases: {} },
  isOptional: true,
  summaries: {
    put: 'Add a MariaDB user, or change fields of the one that is there',
    delete: 'Take a MariaDB user away',
  },
});
