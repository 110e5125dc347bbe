// Checks that MariaDB can be reached, that its tables have the right version, and that its user has the right grants.

import { describeError } from '../../mirror/describe-error.ts';
import { inspectServer } from '../../mirror/inspect-server.ts';
import { ALL_MIGRATIONS } from '../../mirror/migrations/all-migrations.ts';
import { latestOf, schemaVersionOf } from '../../mirror/schema.ts';
import type { Settings } from '../../model/settings.ts';
import { openAs } from '../mirror/open-mirror.ts';
import { type Check, type CheckGroup, ok, problem, warning } from './check.ts';

const NAME = 'MariaDB';

export const checkMirror: CheckGroup = async ({ mariadb }) => (mariadb === null ? [] : check(mariadb));

async function check(mariadb: NonNullable<Settings['mariadb']>): Promise<Check[]> {
  try {
    const session = await openAs(mariadb);
    try {
      const known = latestOf(ALL_MIGRATIONS);
      const found = await schemaVersionOf(session);
      const { lacking, beyond, troubles } = await inspectServer(session);
      return [
        ok(NAME, `reached as ${mariadb.user}`),
        schema(found, known),
        lacking.length > 0
          ? warning(
              'MariaDB grants',
              `the user has not been granted ${lacking.join('; ')}`,
              'jopanel mirror setup --apply',
            )
          : beyond.length > 0
            ? warning(
                'MariaDB grants',
                `the user has more privileges than it needs: ${beyond.join('; ')}`,
                'compare with: jopanel mirror setup',
              )
            : ok('MariaDB grants', 'exactly the privileges that it needs'),
        ...troubles.map(({ message, remedy }) => warning('MariaDB settings', message, remedy)),
      ];
    } finally {
      await session.close();
    }
  } catch (error) {
    const { message, remedy } = describeError(error);
    return [warning(NAME, `panels are not kept up to date: ${message}`, remedy)];
  }
}

function schema(found: number, known: number): Check {
  if (found > known)
    return problem(
      'MariaDB tables',
      `have version ${found}, and this jopanel knows up to ${known}`,
      'upgrade jopanel',
    );
  return found === known
    ? ok('MariaDB tables', `version ${found}`)
    : ok('MariaDB tables', `version ${found}; the daemon brings them to ${known}`);
}
