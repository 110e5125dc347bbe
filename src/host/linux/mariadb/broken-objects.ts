import type { Connection } from 'mariadb';
import { z } from 'zod';
import { sqlName } from '../../database-sql.ts';
import { inWords, isFatal, openRootSession } from './session.ts';

/** What has no rows of its own and cannot be opened, such as a view of a table that is gone. */
interface BrokenObject {
  readonly name: string;
  /** The query of a view; null of a MERGE table. */
  readonly definition: string | null;
  readonly why: string;
}

const Row = z.object({ name: z.string(), definition: z.string().nullable() });

/** One of these would stop mariadb-dump, and any account can make one. */
export async function brokenObjects(database: string): Promise<readonly BrokenObject[]> {
  const connection = await openRootSession();
  try {
    const sql = `SELECT t.TABLE_NAME AS name, v.VIEW_DEFINITION AS definition FROM information_schema.TABLES t
      LEFT JOIN information_schema.VIEWS v ON v.TABLE_SCHEMA = t.TABLE_SCHEMA AND v.TABLE_NAME = t.TABLE_NAME
      WHERE t.TABLE_SCHEMA = ? AND (t.TABLE_TYPE = 'VIEW' OR t.ENGINE = 'MRG_MyISAM')`;
    const broken: BrokenObject[] = [];
    for (const row of Row.array().parse(await connection.query<unknown>(sql, [database]))) {
      const why = await whyNotOpened(connection, database, row.name);
      if (why !== undefined) broken.push({ ...row, why });
    }
    return broken;
  } finally {
    connection.destroy();
  }
}

/** By the statement that mariadb-dump begins with. */
async function whyNotOpened(
  connection: Connection,
  database: string,
  name: string,
): Promise<string | undefined> {
  try {
    await connection.query(`SHOW FIELDS FROM ${sqlName(database)}.${sqlName(name)}`);
    return undefined;
  } catch (error) {
    if (isFatal(error)) throw error;
    return inWords(error);
  }
}

/** Comments for the end of a dump. */
export function brokenInWords(broken: readonly BrokenObject[]): string {
  return broken
    .map(({ name, definition, why }) => {
      const query = definition === null ? '' : `, ${JSON.stringify(definition)}`;
      return `-- Not in this dump, because it cannot be opened: ${JSON.stringify(name)}${query} (${JSON.stringify(why)})\n`;
    })
    .join('');
}
