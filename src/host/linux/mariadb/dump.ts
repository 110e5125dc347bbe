import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { runCommand } from '../../commands/run-command.ts';
import { syncFolder } from '../../files/sync-folder.ts';
import { openRootSession, SOCKET } from './session.ts';

// A database may hold hundreds of gigabytes; one that takes longer than this needs a person.
const TIMEOUT_MS = 12 * 3600 * 1000;
const Table = z.object({ name: z.string() });

/** Writes `file`, in a folder that root alone can write, with statements that make the database again. */
export async function dumpDatabase(database: string, file: string, stop: AbortSignal): Promise<void> {
  const partial = path.join(path.dirname(file), `.${path.basename(file)}`);
  try {
    // It exists before anything is in it, so that no other user ever reads it.
    await (await open(partial, 'w', 0o600)).close();
    await runCommand(
      [
        'mariadb-dump',
        ...['--no-defaults', '--protocol=socket', `--socket=${SOCKET}`, '--user=root'],
        ...['--single-transaction', '--quick', '--routines', '--events', '--triggers', '--hex-blob'],
        ...['--default-character-set=utf8mb4', `--result-file=${partial}`, '--databases', '--', database],
      ],
      { timeoutMs: TIMEOUT_MS, stop },
    );
    await readBack(database, partial);
    const written = await open(partial, 'r+');
    try {
      await written.sync();
    } finally {
      await written.close();
    }
    stop.throwIfAborted();
    await rename(partial, file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** @throws when the dump has not every table, or has no end */
async function readBack(database: string, file: string): Promise<void> {
  const missing = new Set(await tablesOf(database));
  let last = '';
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const made = /^CREATE TABLE `((?:[^`]|``)+)`/.exec(line)?.[1];
    if (made !== undefined) missing.delete(made.replaceAll('``', '`'));
    if (line !== '') last = line.slice(0, 100);
  }
  if (!last.startsWith('-- Dump completed')) throw new Error(`the dump of ${database} has no end`);
  if (missing.size > 0)
    throw new Error(`the dump of ${database} does not have the tables: ${[...missing].join(', ')}`);
}

async function tablesOf(database: string): Promise<string[]> {
  const connection = await openRootSession();
  try {
    const sql = `SELECT TABLE_NAME AS name FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE'`;
    return Table.array()
      .parse(await connection.query<unknown>(sql, [database]))
      .map(({ name }) => name);
  } finally {
    connection.destroy();
  }
}
