import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { runCommand } from '../../commands/run-command.ts';
import { syncFolder } from '../../files/sync-folder.ts';
import { brokenInWords, brokenObjects } from './broken-objects.ts';
import { openRootSession, SOCKET } from './session.ts';

// A database may hold hundreds of gigabytes; one that takes longer than this needs a person.
const TIMEOUT_MS = 12 * 3600 * 1000;
// As many names as fit into the words of a command.
const MOST_BROKEN = 5000;
const Table = z.object({ name: z.string() });

/** Writes `file`, in a folder that root alone can write, with statements that make the database again. */
export async function dumpDatabase(database: string, file: string, stop: AbortSignal): Promise<void> {
  const partial = path.join(path.dirname(file), `.${path.basename(file)}`);
  try {
    // It exists before anything is in it, so that no other user ever reads it.
    await (await open(partial, 'w', 0o600)).close();
    const broken = await brokenObjects(database);
    if (broken.length > MOST_BROKEN)
      throw new Error(
        `${broken.length} views of ${database} cannot be opened, such as ${JSON.stringify(broken[0]?.name)}; drop them, as they have no rows`,
      );
    await runCommand(
      [
        'mariadb-dump',
        ...['--no-defaults', '--protocol=socket', `--socket=${SOCKET}`, '--user=root'],
        ...['--single-transaction', '--quick', '--routines', '--events', '--triggers', '--hex-blob'],
        // A row may be as large as the server lets it be.
        ...['--max-allowed-packet=1G', '--default-character-set=utf8mb4', `--result-file=${partial}`],
        ...broken.map(({ name }) => `--ignore-table=${database}.${name}`),
        ...['--databases', '--', database],
      ],
      { timeoutMs: TIMEOUT_MS, stop },
    );
    await readBack(database, partial, new Set(broken.map(({ name }) => name)));
    const written = await open(partial, 'a');
    try {
      await written.write(brokenInWords(broken));
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
async function readBack(database: string, file: string, broken: ReadonlySet<string>): Promise<void> {
  const tables = (await tablesOf(database)).filter((name) => !broken.has(name));
  const missing = new Map(tables.map((name) => [beginningOfTable(name), name]));
  let last = '';
  for await (const line of beginningsOfLines(file)) {
    missing.delete(tableBegunIn(line) ?? '');
    if (line !== '') last = line;
  }
  if (!last.startsWith('-- Dump completed')) throw new Error(`the dump of ${database} has no end`);
  if (missing.size > 0)
    throw new Error(`the dump of ${database} does not have the tables: ${[...missing.values()].join(', ')}`);
}

/** A name may hold line breaks, and so go over several lines: known is then what stands in the first. */
function beginningOfTable(name: string): string {
  const statement = `CREATE TABLE \`${name.replaceAll('`', '``')}\``;
  return statement.split('\n', 1)[0] ?? '';
}

function tableBegunIn(line: string): string | undefined {
  if (!line.startsWith('CREATE TABLE `')) return undefined;
  return /^CREATE TABLE `(?:[^`]|``)+`/.exec(line)?.[0] ?? line;
}

// A name has at most 64 characters, of at most four bytes, each of which may be a doubled backtick.
const KEPT_BYTES = 1024;
const LINE_FEED = 10;

/** Of each line its first bytes: a row may be longer than any string. */
async function* beginningsOfLines(file: string): AsyncGenerator<string> {
  let kept = Buffer.alloc(0);
  for await (const chunk of createReadStream(file)) {
    if (!Buffer.isBuffer(chunk)) continue;
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      yield joined(kept, chunk.subarray(from, end)).toString();
      kept = Buffer.alloc(0);
      from = end + 1;
    }
    kept = joined(kept, chunk.subarray(from));
  }
  yield kept.toString();
}

function joined(kept: Buffer, more: Buffer): Buffer<ArrayBuffer> {
  return Buffer.concat([kept, more.subarray(0, Math.max(0, KEPT_BYTES - kept.length))]);
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
