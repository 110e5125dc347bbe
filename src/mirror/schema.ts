// Migrates the tables to the current version, and refuses tables that jopanel did not make.
import { z } from 'zod';
import { ALL_MIGRATIONS, type Migration } from './migrations/all-migrations.ts';
import { SchemaRefusedError } from './schema-refused-error.ts';
import type { Session } from './session.ts';

const VERSIONS_TABLE = `CREATE TABLE IF NOT EXISTS mirror_schema (
  version INT UNSIGNED NOT NULL PRIMARY KEY,
  made_at DATETIME(3) NOT NULL DEFAULT UTC_TIMESTAMP(3)
) ENGINE=InnoDB`;

/** The tables and columns that the mirror needs; a panel's own `users` has more. */
export const TABLES: Readonly<Record<string, readonly string[]>> = {
  users: ['id', 'username', 'password_hash', 'role'],
  audit_logs: ['host', 'journal', 'sequence', 'time', 'account', 'actor', 'action', 'detail', 'hash'],
  mirror_hosts: ['host', 'journal', 'rows_version', 'accounts_through', 'audit_through', 'audit_hash'],
  mirror_accounts: ['host', 'username', 'words', 'trigrams'],
  mirror_domains: ['host', 'username', 'domain'],
};

/** How long to wait for another host that migrates at the same time. */
const LOCK = "CONCAT('jopanel mirror ', DATABASE())";
const LOCK_SECONDS = 10;

/**
 * @throws SchemaRefusedError when a newer jopanel made the tables, or somebody else did
 * @returns the version that was found; 0 when there was none
 */
export async function bringUpToDate(
  session: Session,
  migrations: readonly Migration[] = ALL_MIGRATIONS,
): Promise<number> {
  const latest = latestOf(migrations);
  const found = await schemaVersionOf(session);
  if (found > latest) throw tooNew(found, latest);
  const isWhole = (await columnsByTable(session)).size === Object.keys(TABLES).length;
  if (found < latest || !isWhole) await migrate(session, migrations, isWhole ? found : 0);
  await checkTables(session);
  return found;
}

/** Checks without migrating. @throws SchemaRefusedError also where `bringUpToDate` would have something to do */
export async function expectUpToDate(session: Session): Promise<void> {
  const latest = latestOf(ALL_MIGRATIONS);
  const found = await schemaVersionOf(session);
  if (found > latest) throw tooNew(found, latest);
  if (found < latest) throw new SchemaRefusedError(NOT_MADE, 'start jopaneld, or: jopanel mirror rebuild');
  await checkTables(session);
}

/** The version that the database records; 0 for one that was never migrated. */
export async function schemaVersionOf(session: Session): Promise<number> {
  if (!(await columnsByTable(session, ['mirror_schema'])).has('mirror_schema')) return 0;
  const [row] = await session.rows(Version, 'SELECT MAX(version) AS version FROM mirror_schema');
  return row?.version ?? 0;
}

async function migrate(session: Session, migrations: readonly Migration[], from: number): Promise<void> {
  const Locked = z.object({ locked: z.number().nullable() });
  const [lock] = await session.rows(Locked, `SELECT GET_LOCK(${LOCK}, ${LOCK_SECONDS}) AS locked`);
  if (lock?.locked !== 1) throw new Error('another host is making the tables; this one tries again');
  try {
    await session.run(VERSIONS_TABLE);
    for (const { version, tables, changes = [] } of migrations) {
      if (version <= from) continue;
      const there = await columnsByTable(session, Object.keys(tables));
      // The table is looked up first, because CREATE needs the privilege even when the table exists.
      for (const [table, statement] of Object.entries(tables))
        if (!there.has(table)) await session.run(statement);
      for (const statement of changes) await session.run(statement);
      await session.run('INSERT IGNORE INTO mirror_schema (version) VALUES (?)', [version]);
    }
    // The cursor is reset, because a table that was created again has to be filled again.
    await session.run('UPDATE mirror_hosts SET accounts_through = NULL, audit_through = 0');
  } finally {
    await session.rows(z.unknown(), `SELECT RELEASE_LOCK(${LOCK})`);
  }
}

async function checkTables(session: Session): Promise<void> {
  const found = await columnsByTable(session);
  for (const [table, columns] of Object.entries(TABLES)) {
    const lacking = columns.filter((column) => !found.get(table)?.has(column));
    if (lacking.length > 0)
      throw new SchemaRefusedError(
        `the table ${table} is not one that jopanel can use: it has no column ${lacking.join(', ')}`,
        table === 'users'
          ? 'add what is missing, or use another database'
          : 'rename it, or use another database',
      );
  }
}

/** Only the tables that this user may see, which the grants cover. */
async function columnsByTable(
  session: Session,
  tables: readonly string[] = Object.keys(TABLES),
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await session.rows(
    z.object({ name: z.string(), column: z.string() }),
    `SELECT table_name AS name, column_name AS \`column\` FROM information_schema.columns
     WHERE table_schema = DATABASE() AND table_name IN (${tables.map(() => '?').join(', ')})`,
    tables,
  );
  const columns = new Map<string, Set<string>>();
  for (const { name, column } of rows) columns.set(name, (columns.get(name) ?? new Set()).add(column));
  return columns;
}

const NOT_MADE = 'the tables are not made yet, or not brought to the form of this jopanel';

export function latestOf(migrations: readonly Migration[]): number {
  return Math.max(...migrations.map(({ version }) => version));
}

const Version = z.object({ version: z.number().nullable() });

function tooNew(found: number, known: number): SchemaRefusedError {
  return new SchemaRefusedError(
    `the tables have version ${found}, and this jopanel knows up to ${known}`,
    'upgrade jopanel on this host too',
  );
}
