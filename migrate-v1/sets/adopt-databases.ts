import { databaseMark } from '../../controllers/mariadb/items.ts';
import type { DatabaseStatement, MariaDb } from '../../src/host/mariadb.ts';
import { MariaDbService } from '../../src/model/files/services-file.ts';
import { type SavedPlan, toWrite } from '../plan/plan-file.ts';

/**
 * Marks the databases that planned sets name and that are on the server already: without the mark they would be those of
 * another hand. Their tables stay as they are.
 *
 * @returns why that cannot be
 */
export async function adoptDatabases(plan: SavedPlan, mariadb: MariaDb): Promise<string | undefined> {
  const named = new Map(
    toWrite(plan).flatMap(({ username }) => {
      const planned = MariaDbService.safeParse(plan.files[username]?.['services.json']?.mariadb);
      const databases = planned.success ? planned.data.databases.map(({ name }) => name) : [];
      return databases.length === 0 ? [] : [[username, databases] as const];
    }),
  );
  if (named.size === 0) return undefined;
  const server = await mariadb.observe([...named.keys()]);
  if (server.state === 'absent') return undefined;
  if (server.state === 'down') return server.why;
  const statements = [...named].flatMap(([username, databases]) => {
    const comment = databaseMark(username);
    const unmarked = databases.filter((database) => {
      const found = server.databases.get(database);
      return found !== undefined && found !== comment;
    });
    const marks = unmarked.map(
      (database): DatabaseStatement => ({ kind: 'mark-database', database, comment }),
    );
    return marks.length === 0 ? [] : [[username, marks] as const];
  });
  if (statements.length === 0) return undefined;
  const [failure] = await mariadb.run(new Map(statements));
  return failure === undefined
    ? undefined
    : `a database of ${failure[0]} cannot be taken over: ${failure[1]}`;
}
