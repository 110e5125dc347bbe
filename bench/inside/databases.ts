// On the host, while jopaneld runs: an account gets many databases at once, and then the same statements are piped into
// the client of MariaDB. Prints the seconds of both as JSON. Arguments: the account, and how many.
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readEventStream } from '../../src/cli/daemon/read-event-stream.ts';
import { statementSql } from '../../src/host/database-sql.ts';
import { followSocket } from '../../src/host/sockets/socket-client.ts';

const SOCKET = '/run/jopanel/status.sock';
const [username = '', count = '1'] = process.argv.slice(2);
const databases = Array.from({ length: Number(count) }, (_, index) => `${username}_${index}`);
const folder = `/etc/jopanel/users/${username}`;

edit('limits', { max_databases: 0 });
// The first wave with databases loads the client.
await declared(databases.slice(0, 1));
const { wave, whole } = await declared(databases);
sql(databases.map((name) => `DROP DATABASE ${name};`).join('\n'));
sql(`DROP USER '${username}'@'localhost';`);
const text = [
  ...databases.map((database) =>
    statementSql({ kind: 'create-database', database, comment: `JoPanel ${username}` }),
  ),
  statementSql({ kind: 'create-user', user: username, login: { via: 'socket' } }),
  ...databases.map((database) =>
    statementSql({ kind: 'grant', user: username, database, access: 'read_write' }),
  ),
]
  .map((statement) => `${statement};\n`)
  .join('');
const start = performance.now();
sql(text);
const piped = (performance.now() - start) / 1000;
process.stdout.write(`${JSON.stringify({ wave, whole, piped })}\n`, () => process.exit());

/** @returns seconds of the wave, and from the rename until the revision is in force */
async function declared(names: readonly string[]): Promise<{ wave: number; whole: number }> {
  const headers = { accept: 'text/event-stream' };
  const events = readEventStream(followSocket({ socket: SOCKET, path: '/v1/events', headers }));
  const first = events.next();
  // Followed from here on: the stream begins with the entries that come after it was asked for.
  for await (const _ of followSocket({ socket: SOCKET, path: '/v1/status' }));
  const start = performance.now();
  edit('services', { mariadb: { enabled: true, databases: names.map((name) => ({ name })), users: [] } });
  let began = 0;
  let wave = 0;
  for (let next = await first; next.done !== true; next = await events.next()) {
    const { event, data } = next.value;
    if (event === 'wave.began') began = timeIn(data);
    if (event === 'wave.ended') wave = (timeIn(data) - began) / 1000;
    // The revision that was applied may be that of the limits alone.
    if (event === 'revision.applied' && isThere(names.at(-1) ?? '')) break;
  }
  return { wave, whole: (performance.now() - start) / 1000 };
}

function timeIn(data: string): number {
  const entry: unknown = JSON.parse(data);
  if (typeof entry !== 'object' || entry === null || !('time' in entry)) return Number.NaN;
  return Date.parse(String(entry.time));
}

function isThere(database: string): boolean {
  const query = ['--skip-column-names', `--execute=SHOW DATABASES LIKE '${database}'`];
  return execFileSync('mariadb', query, { encoding: 'utf8' }) !== '';
}

function edit(file: string, fields: object): void {
  const path = `${folder}/${file}.json`;
  const set: unknown = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(`${path}.tmp`, `${JSON.stringify(Object.assign({}, set, fields), null, 2)}\n`, {
    mode: 0o600,
  });
  renameSync(`${path}.tmp`, path);
}

function sql(statements: string): void {
  execFileSync('mariadb', { input: statements });
}
