// How a backup becomes a database again, as commands that can be pasted into a shell of root.

import { z } from 'zod';
import { sqlName } from '../../src/host/database-sql.ts';
import type { Session } from '../../src/mirror/session.ts';

const Created = z.object({ 'Create Database': z.string() });

interface Restorable {
  readonly database: string;
  readonly file: string;
  readonly events: string | null;
}

/** The dump names no database, so that it can be read into any other; it is made first, with its own character set. */
export async function restoreCommands(
  session: Session,
  { database, file, events }: Restorable,
): Promise<string[]> {
  const [created] = await session.rows(Created, `SHOW CREATE DATABASE IF NOT EXISTS ${sqlName(database)}`);
  const statement = created?.['Create Database'] ?? `CREATE DATABASE IF NOT EXISTS ${sqlName(database)}`;
  return [
    `mariadb --execute=${shellWord(statement.replace('/*!32312 IF NOT EXISTS*/', 'IF NOT EXISTS'))}`,
    ...[file, events].flatMap((path) =>
      path === null ? [] : [`mariadb ${shellWord(database)} < ${shellWord(path)}`],
    ),
  ];
}

function shellWord(text: string): string {
  return /^[A-Za-z0-9_./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
